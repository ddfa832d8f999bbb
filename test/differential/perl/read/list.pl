my @lines = <STDIN>;
print scalar(@lines), ' ', $lines[-1], "\n";
print $., ' ', scalar(<STDIN>) // 'undef', "\n";
