my %hash = (a => 1, b => 2, c => 3);
my $count = 0;
while (my ($key) = each %hash) { $count++; last if $count == 1 }
print "$count ", scalar(keys %hash), "\n";
our @list = (1 .. 3);
while (my ($i, $v) = each @list) { print "$i=$v "; last if $i == 1 }
print "\n";
keys @list;
