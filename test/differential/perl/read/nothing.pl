print "nothing is read\n";
