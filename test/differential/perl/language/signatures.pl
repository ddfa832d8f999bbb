use v5.36;
sub area ($w, $h = 2, @rest) { return $w * $h + @rest }
say area(3), ' ', area(3, 4), ' ', area(1, 1, 1);
eval { area() };
print $@;
