print "before\n";
END { print "END $?\n" }
CORE::exit(16);
