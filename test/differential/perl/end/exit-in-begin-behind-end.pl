END { print "END $?\n" }
BEGIN { print "begin\n"; exit 6 }
print "never\n";
