$| = 1;
open STDERR, '>&', \*STDOUT or die;
print "out\n";
print STDERR "error\n";
warn "warning\n";
system 'echo child >&2';
