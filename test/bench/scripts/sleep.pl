# Says which backend ran it, after as long as a small query takes.
select undef, undef, undef, 0.01;
print "$$\n";
