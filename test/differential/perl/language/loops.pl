OUTER: for my $i (1 .. 3) { for my $j (1 .. 3) { next OUTER if $j == 2; last OUTER if $i == 3; print "$i$j " } } continue { print "c " }
my $n = 0;
{ $n++; redo if $n < 3 }
do { $n-- } while $n > 0;
print "$n\n";
my $count = 0;
until ($count >= 2) { $count++ }
print "$count\n";
