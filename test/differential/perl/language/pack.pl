print join(' ', unpack('A3 n C', pack('A3 n C', 'abcdef', 258, 65))), ' ', unpack('H*', pack('w/a U v', 'xyz', 0x263a, 513)), "\n";
my $bits = '';
vec($bits, 3, 4) = 15; vec($bits, 20, 1) = 1;
print unpack('b*', $bits), ' ', vec($bits, 3, 4), "\n";
