$SIG{TERM} = 'IGNORE';
kill TERM => $$;
print "alive\n";
$SIG{TERM} = 'DEFAULT';
print 'default ', kill(0, $$), "\n";
