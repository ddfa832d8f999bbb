our $text = 'aXbXc';
$text =~ /X/g;
print pos $text, "\n";
$text =~ /X/g;
print pos $text, "\n";
pos($text) = 1;
print $text =~ /\GX/gc ? 'yes' : 'no', "\n";
