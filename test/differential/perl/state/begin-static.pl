my %table;
BEGIN { %table = (a => 1) }
$table{b} = 2;
sub keys_of { join ',', sort keys %table }
print keys_of(), "\n";
