sub context { wantarray }
my @list = context();
my $scalar = context();
print "$list[0] <$scalar> ", (context())[0], ' ', scalar(context()), "\n";
