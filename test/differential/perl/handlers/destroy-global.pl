package Thing;
sub new { my ($class, $name) = @_; bless { name => $name }, $class }
sub DESTROY { print "destroy $_[0]{name}\n" }
package main;
our $kept = Thing->new('kept');
my $own = Thing->new('own');
undef $kept;
print "undone\n";
