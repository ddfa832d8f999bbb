use feature 'state';
sub count { state $n = 0; return ++$n }
print count(), count(), count(), "\n";
