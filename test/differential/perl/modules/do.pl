for (1 .. 2) { print do('./parts/value.pl'), "\n" }
print $INC{'./parts/value.pl'}, "\n";
print defined do('./parts/missing.pl') ? 'found' : "missing: $!", "\n";
