use strict;
my $known = 1;
$unknown = $known;
print "never\n";
