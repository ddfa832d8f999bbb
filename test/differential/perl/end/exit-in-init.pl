print "never\n";
INIT { print "init\n"; exit 7 }
