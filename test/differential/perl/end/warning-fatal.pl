use warnings FATAL => 'all';
my $nothing;
eval { my $text = "a$nothing" };
print "caught $@";
my $sum = 1 + $nothing;
print "never\n";
