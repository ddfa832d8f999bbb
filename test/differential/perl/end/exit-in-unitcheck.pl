print "never\n";
UNITCHECK { print "unitcheck\n"; exit 7 }
