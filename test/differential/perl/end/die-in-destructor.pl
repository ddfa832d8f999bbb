sub DESTROY { die "in DESTROY\n" }
{ my $object = bless [] }
print "after $@\n";
