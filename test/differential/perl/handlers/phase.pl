print ${^GLOBAL_PHASE}, "\n";
END { print ${^GLOBAL_PHASE}, "\n" }
sub DESTROY { print "DESTROY in ${^GLOBAL_PHASE}\n" }
my $object = bless [];
undef $object;
