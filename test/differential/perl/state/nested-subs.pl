sub outer { my $x = shift; my $inner = sub { "inner $x" }; return $inner->() }
print outer(1), ' ', outer(2), "\n";
