END { print "never\n" }
kill USR1 => $$;
select undef, undef, undef, 5;
