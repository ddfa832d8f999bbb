print join(',', map { $_ . '=' . ($SIG{$_} // 'undef') } qw(USR1 INT TERM PIPE CHLD HUP ALRM)), "\n";
$SIG{USR1} = $SIG{INT} = $SIG{PIPE} = 'IGNORE';
$SIG{TERM} = $SIG{HUP} = sub { };
