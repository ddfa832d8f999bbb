sub new { my ($class, $name) = @_; bless { name => $name }, $class }
sub DESTROY { print "destroy $_[0]{name}\n" }
{ my $scoped = main->new('scoped'); print "in\n" }
print "out\n";
my $lexical = main->new('lexical');
END { print "END\n" }
