$/ = \4;
my @records = map { "<$_>" } <STDIN>;
print scalar(@records), " $records[0]\n";
