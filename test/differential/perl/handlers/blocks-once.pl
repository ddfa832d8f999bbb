BEGIN { print "begin\n" }
UNITCHECK { print "unitcheck\n" }
CHECK { print "check\n" }
INIT { print "init\n" }
print "main\n";
