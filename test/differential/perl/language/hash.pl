my %hash = map { $_ => length } qw(apple fig banana);
print join(',', map { "$_=$hash{$_}" } sort keys %hash), ' ', scalar(%hash) ? 'filled' : 'empty', ' ', exists $hash{fig}, ' ', delete $hash{fig}, ' ', join('', sort values %hash), "\n";
my ($first, @rest) = @hash{qw(apple banana)};
print "$first @rest\n";
my %inverse = reverse %hash; print $inverse{6}, "\n";
