alarm 1;
select undef, undef, undef, 5;
print "never\n";
