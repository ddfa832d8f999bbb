$SIG{__DIE__} = sub { print "handler: @_" };
END { eval { die "in END\n" }; print "END $?\n" }
die "main\n";
