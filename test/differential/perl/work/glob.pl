print join(' ', glob 'parts/*.txt'), ' ', join(' ', <parts/{a,b}.txt>), "\n";
while (my $name = glob 'parts/*.txt') { print "$name\n"; last }
