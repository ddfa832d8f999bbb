my $first = getc STDIN;
my $second = getc;
print $first // 'undef', $second // 'undef', "\n";
