use List::Util qw(sum max first reduce shuffle uniq any all pairs);
print sum(1 .. 4), max(3, 9, 2), first { $_ > 2 } 1 .. 5;
print ' ', reduce { $a * $b } 1 .. 5;
print ' ', join(',', uniq(1, 1, 2)), ' ', (any { $_ == 2 } 1, 2) ? 'any' : '', "\n";
