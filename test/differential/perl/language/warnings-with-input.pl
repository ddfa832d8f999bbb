use warnings;
my $line = <STDIN>;
my $nothing;
print "x$nothing\n";
<STDIN>;
print 1 + undef, "\n";
