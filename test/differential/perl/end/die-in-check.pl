END { print "END $?\n" }
CHECK { die "check\n" }
print "never\n";
