print "before\n";
no_such_sub(1);
