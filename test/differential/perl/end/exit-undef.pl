use warnings;
my $code;
exit $code;
