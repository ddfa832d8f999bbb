$| = 1;
print 'out 1 ';
print STDERR 'error 1 ';
print 'out 2 ';
print STDERR "error 2\n";
print "\n";
