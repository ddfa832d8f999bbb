kill 'HUP', $$;
select undef, undef, undef, 5;
