local $SIG{__WARN__} = sub { print "handler: @_" };
warn "one\n";
use warnings;
my $text = 'a' . undef;
{ local $SIG{__WARN__}; warn "to standard error\n" }
$SIG{__WARN__} = 'named';
sub named { print "named: @_" }
warn 'two';
