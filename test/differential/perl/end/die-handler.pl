$SIG{__DIE__} = sub { print 'handler ', defined $^S ? $^S : 'compiling', " @_" };
eval { die "inside\n" };
eval q(}) ;
die "outside\n";
