$SIG{USR1} = sub { print "signal\n"; exit 8 };
kill USR1 => $$;
select undef, undef, undef, 5;
print "never\n";
