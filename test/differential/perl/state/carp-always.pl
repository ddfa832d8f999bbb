use Carp;
$SIG{__DIE__} = \&Carp::confess;
$SIG{__WARN__} = \&Carp::cluck;
sub inner { warn 'warned'; die 'died' }
inner(5);
