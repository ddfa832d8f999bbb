my $result = do './parts/dies.pl';
print defined $result ? 'defined' : 'undefined', " $@";
