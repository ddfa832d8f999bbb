END { print "last $?\n" }
END { $! = 0; die "END dies\n" }
END { print "first\n" }
print "main\n";
