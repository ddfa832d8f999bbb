print STDERR "before\n";
close STDERR;
print STDERR 'never';
warn 'never';
print "out\n";
