my $result = do './parts/broken.pl';
print defined $result ? 'defined' : "error: $@";
