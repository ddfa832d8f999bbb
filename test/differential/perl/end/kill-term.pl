$| = 1;
print "before\n";
kill TERM => $$;
select undef, undef, undef, 5;
