kill INT => $$;
select undef, undef, undef, 5;
