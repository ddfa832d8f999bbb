kill PIPE => $$;
select undef, undef, undef, 5;
print "never\n";
