print defined caller() ? 'called' : 'main', "\n";
sub where { my @frame = caller shift; print join('|', map { $_ // '' } @frame[0 .. 7]), "\n" }
where($_) for 0 .. 2;
sub deep { where($_) for 0 .. 3 }
eval { deep() };
eval q(deep());
