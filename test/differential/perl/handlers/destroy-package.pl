package Thing;
sub DESTROY { print "destroy $_[0][0] in ${^GLOBAL_PHASE}\n" }
package main;
our $kept = bless ['kept'], 'Thing';
END { print "END\n" }
print "main\n";
