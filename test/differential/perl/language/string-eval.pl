my $base = 10;
print eval('$base + 1'), "\n";
eval 'sub made { return "made @_" }';
print made(1), "\n";
my $code = eval 'sub { $base++ }';
$code->();
print "$base ", eval { eval 'die { a => 1 }'; ref $@ }, "\n";
print eval('__PACKAGE__'), ' ', eval("package Inner; __PACKAGE__"), "\n";
