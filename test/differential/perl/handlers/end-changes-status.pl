END { print "seen $?\n"; $? = 7 }
END { print "first $?\n"; $? = 300 }
exit 3;
