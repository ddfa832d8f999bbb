$SIG{__DIE__} = sub { print "dying: @_"; exit 22 };
eval { die "bad\n" };
print "never\n";
