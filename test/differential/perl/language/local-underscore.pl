for (1 .. 2) { for my $x (map { $_ * 2 } 1 .. 2) { print "$_:$x " } }
print "\n";
sub with_local { local $_ = shift; s/a/b/; return $_ }
$_ = 'outer';
print with_local('aaa'), " $_\n";
