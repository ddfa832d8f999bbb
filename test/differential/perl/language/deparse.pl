use B::Deparse;
my $deparse = B::Deparse->new('-p');
print $deparse->coderef2text(sub { my $x = shift; return $x + 1 * 2 }), "\n";
print $deparse->coderef2text(\&named), "\n";
sub named { print 'hello' if $_[0] }
