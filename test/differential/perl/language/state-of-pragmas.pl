BEGIN { print STDERR '' }
print eval '$undeclared = 1; "lax"' || $@, ' ', eval 'no_sub_here; 1' ? '' : 'bareword', "\n";
print defined((caller 0)[8]) ? 'hints' : 'no hints', "\n";
print eval 'say "x"; 1' ? 'feature' : 'no feature', "\n";
