for my $x (1, 2) { eval { $x = 3 }; print $@ }
${\ 'constant'} = 1;
