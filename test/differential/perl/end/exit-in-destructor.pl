sub DESTROY { print "destroyed\n"; exit 9 }
{ my $object = bless [] }
print "never\n";
