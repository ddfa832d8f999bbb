BEGIN { package Own; $INC{'Own.pm'} = 1; sub import { my $to = caller; no strict 'refs'; *{"${to}::given"} = sub { "given to $to" } } }
use Own;
print given(), "\n";
