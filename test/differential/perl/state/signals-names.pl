use Config;
my @names = split ' ', $Config{sig_name};
print "@names[1, 2, 9, 15]\n";
print join(',', grep { defined $SIG{$_} && $SIG{$_} ne 'IGNORE' } sort keys %SIG), "\n";
