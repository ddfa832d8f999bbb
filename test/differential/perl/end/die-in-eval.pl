eval { die "one\n" };
print "caught $@";
eval { eval { die "inner\n" }; print "inner $@"; die "outer $@" };
print "outer $@";
print 'empty ', (eval { 1 } && $@ eq '' ? 'yes' : 'no'), "\n";
