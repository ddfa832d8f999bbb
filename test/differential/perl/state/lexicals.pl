my $count = 0;
my (@list, %hash);
my $uninitialized;
$count++; push @list, $count; $hash{$count}++; $uninitialized .= 'x';
print "$count @list ", join(',', %hash), " $uninitialized\n";
sub bump { $count++; push @list, $count; return $count }
print bump(), bump(), " @list\n";
