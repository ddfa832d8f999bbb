print do { 1; 2 }, ' ', (sub { my $x = shift; if ($x) { 'true' } else { 'false' } })->(0), "\n";
5;
