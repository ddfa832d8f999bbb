print defined $SIG{__WARN__} ? 'set' : 'not set', "\n";
print defined $SIG{__DIE__} ? 'set' : 'not set', "\n";
$SIG{__WARN__} = sub { print "left by the run before\n" };
$SIG{__DIE__} = sub { print "left by the run before\n" };
