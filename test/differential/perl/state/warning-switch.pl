my $nothing;
print "a$nothing\n";
$^W = 1;
print "b$nothing\n";
{ local $^W = 0; print "c$nothing\n" }
