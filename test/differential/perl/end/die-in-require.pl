print "before\n";
eval { require './parts/dies.pl' };
print "caught $@";
eval { require './parts/dies.pl' };
print "again $@";
require './parts/dies.pl';
