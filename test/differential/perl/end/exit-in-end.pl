END { print "last $?\n" }
END { print "middle $?\n"; exit 12 }
END { print "first $?\n" }
exit 1;
