print "never\n";
if (1) {
    print "open\n";
