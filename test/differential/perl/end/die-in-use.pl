use lib 'parts';
use Dies;
print "never\n";
