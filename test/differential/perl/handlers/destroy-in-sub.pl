package Thing;
sub DESTROY { print "destroy $_[0][0]\n" }
package main;
my $seen = bless ['seen by a sub'], 'Thing';
sub look { $seen->[0] }
print look(), "\n";
END { print "END ", look(), "\n" }
