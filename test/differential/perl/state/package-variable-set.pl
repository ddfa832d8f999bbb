our $count = 0;
our @list = ();
our %seen = ();
$count++; push @list, $ARGV[0]; $seen{ $ARGV[0] }++;
print "$count @list ", join(',', %seen), "\n";
