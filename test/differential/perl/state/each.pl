our %hash = (a => 1, b => 2, c => 3);
my ($key) = each %hash;
our @array = (1 .. 3);
my ($index) = each @array;
print "$index\n";
