sub TIESCALAR { bless [] }
sub STORE { die "stored $_[1]" }
tie my $scalar, 'main';
eval { $scalar = 1 };
print "caught $@";
$scalar = 2;
