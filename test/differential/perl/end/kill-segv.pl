kill SEGV => $$;
select undef, undef, undef, 5;
