END { kill TERM => $$; select undef, undef, undef, 5 }
print "main\n";
exit 3;
