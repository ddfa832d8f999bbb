use lib 'parts';
use Exits;
print "never\n";
