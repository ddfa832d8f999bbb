print "never\n";
BEGIN { print "begin\n"; exit 6 }
END { print "END\n" }
