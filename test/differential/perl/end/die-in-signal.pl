$SIG{USR1} = sub { die "signal @_\n" };
eval { kill USR1 => $$; select undef, undef, undef, 5 };
print "caught $@";
kill USR1 => $$;
select undef, undef, undef, 5;
