package Thing;
sub DESTROY { my $self = shift; local $@; eval { die "inner\n" }; print "destroy\n" }
package main;
eval { my $object = bless [], 'Thing'; die "outer\n" };
print "error $@";
