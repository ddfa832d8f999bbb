# perl -X
use warnings;
my $nothing;
print "$^W a$nothing\n";
