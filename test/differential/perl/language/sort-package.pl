package Other;
our @sorted = sort { $a <=> $b } 3, 1, 2;
sub cmp_names($$) { my ($x, $y) = @_; $x cmp $y }
print "@sorted ", join(' ', sort cmp_names qw(b a)), "\n";
