eval q(die "in text");
print "caught $@";
eval qq(#line 77 "elsewhere"\ndie "in text");
print "caught $@";
eval q(this is not perl);
print "caught $@";
eval q(die "uncaught" . "\n"); die $@;
