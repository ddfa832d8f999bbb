print defined fileno DATA ? 'open' : 'not open', "\n";
my $line = <DATA>;
