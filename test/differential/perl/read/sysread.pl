my $count = sysread STDIN, my $buffer, 6;
print $count // "undef $!", " <", $buffer // '', ">\n";
my $text = '';
while (sysread STDIN, $buffer, 1000) { $text .= $buffer }
print length $text, "\n";
