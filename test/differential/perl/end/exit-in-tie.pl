sub TIEHASH { bless {} }
sub FETCH { print "fetching $_[1]\n"; exit 10 }
tie my %hash, 'main';
print "never $hash{key}\n";
