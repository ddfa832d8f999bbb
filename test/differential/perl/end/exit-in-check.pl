print "never\n";
CHECK { print "check\n"; exit 7 }
END { print "END $?\n" }
