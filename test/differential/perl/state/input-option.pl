# perl -0
print defined $/ ? unpack('H*', $/) : 'undef', "\n";
$/ = 'x';
