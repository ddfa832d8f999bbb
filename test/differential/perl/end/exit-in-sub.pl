sub outer { for my $i (1 .. 3) { inner($i) } }
sub inner { while (1) { exit 5 if $_[0] == 2; last } print "inner @_\n" }
END { print "END $?\n" }
outer();
print "never\n";
