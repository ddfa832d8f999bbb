print "lost";
kill 9, $$;
select undef, undef, undef, 5;
