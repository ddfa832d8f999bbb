use lib 'parts';
use HasNoEnd;
END { print "END of script\n" }
HasNoEnd::say('called');
