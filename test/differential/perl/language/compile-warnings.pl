use warnings;
my $x = 1;
my $x = 2;
print "misprint\n" if $x = 2;
my @one = (1);
print "@one[0]\n";
