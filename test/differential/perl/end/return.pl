print "before\n";
return 1;
