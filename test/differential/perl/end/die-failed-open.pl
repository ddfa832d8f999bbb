open my $file, '<', '/nowhere/at/all' or die "open: $!";
