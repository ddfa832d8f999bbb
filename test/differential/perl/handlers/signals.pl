my @seen;
$SIG{$_} = sub { push @seen, $_[0] } for qw(USR1 USR2 HUP INT TERM CHLD WINCH);
kill $_ => $$ for qw(USR1 USR2 HUP INT TERM WINCH);
print "@seen\n";
