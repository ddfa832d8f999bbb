print "before\n";
require './parts/exits.pl';
print "never\n";
