print "before\n";
die 'bad';
