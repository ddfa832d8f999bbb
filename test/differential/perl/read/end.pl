print eof(STDIN) ? "empty\n" : "something\n";
my $count = 0;
until (eof STDIN) { my $line = <STDIN>; $count++ }
print "$count\n";
