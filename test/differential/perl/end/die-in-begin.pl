print "never\n";
BEGIN { die "begin\n" }
