sub caught { print "caught $_[0]\n" }
$SIG{USR1} = 'caught';
$SIG{USR2} = \&caught;
kill USR1 => $$;
kill USR2 => $$;
$SIG{USR1} = 'main::caught';
kill USR1 => $$;
