my $bits = '';
vec($bits, fileno(STDIN) // 0, 1) = 1;
my $found = select $bits, undef, undef, 2;
print $found, "\n";
