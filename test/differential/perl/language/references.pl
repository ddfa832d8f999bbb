my @matrix = ([1, 2], [3, 4]);
my %deep; $deep{a}{b}[2] = 'x'; push @{ $deep{list} }, 1, 2;
print $matrix[1][0], ' ', scalar @{ $deep{a}{b} }, ' ', "@{ $deep{list} }", ' ', ref \1, ref [], ref {}, ref sub {}, ref qr/x/, ref \\1, ref \*STDOUT, "\n";
my $copy = [map { [@$_] } @matrix]; $copy->[0][0] = 9; print $matrix[0][0], "\n";
