print "before\n";
close STDOUT or warn "close: $!";
print 'never' or print STDERR "refused\n";
