use POSIX;
END { print "END $?\n" }
POSIX::exit(15);
