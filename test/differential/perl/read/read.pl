my $count = read STDIN, my $buffer, 5;
print "$count <$buffer>\n";
$count = read STDIN, $buffer, 4, 5;
print "$count <$buffer> ", tell STDIN, "\n" =~ /\n/ ? "\n" : '';
1 while read STDIN, $buffer, 100;
print length $buffer, "\n";
