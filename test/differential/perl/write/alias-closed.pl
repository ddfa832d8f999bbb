$| = 1;
print "before\n";
open my $alias, '>&=', fileno STDOUT or exit 1;
print {$alias} "alias\n";
close $alias;
print "after\n" or print STDERR "closed\n";
