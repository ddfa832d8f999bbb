print defined $& ? "left <$&>" : 'nothing left', "\n";
$ARGV[0] =~ /../;
print "$&\n";
