my $count = syswrite STDOUT, "abcdef\n", 3, 2;
syswrite STDERR, "error\n";
print "\n$count\n";
