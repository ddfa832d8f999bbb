my $text = 'aabbcc';
while ($text =~ /(\w)\1/g) { print pos($text), " $1\n" }
$text =~ /b/g;
study $text;
print pos $text, ' ', $text =~ /\G(.)/g ? $1 : 'none', "\n";
