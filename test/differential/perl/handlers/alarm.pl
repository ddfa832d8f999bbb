$SIG{ALRM} = sub { die "timeout\n" };
eval { alarm 1; select undef, undef, undef, 5; alarm 0 };
print "caught $@";
print 'left ', alarm(0), "\n";
