my $depth = 0;
my $walk; $walk = sub { my $n = shift; $depth++; $n ? $walk->($n - 1) : $depth };
print $walk->(4), "\n";
undef $walk;
sub fact { my $n = shift; $depth = $n if $n > $depth; $n < 2 ? 1 : $n * fact($n - 1) }
print fact(6), " $depth\n";
