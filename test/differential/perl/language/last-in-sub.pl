no warnings 'exiting';
sub leave { last }
for (1 .. 3) { print "$_\n"; leave() if $_ == 2 }
print "after\n";
