print "never\n";
INIT { die 'init' }
