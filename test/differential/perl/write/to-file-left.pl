open STDOUT, '>', '/dev/null' or die;
print "nobody sees it\n";
print STDERR "error\n";
open STDERR, '>&', \*STDOUT;
print STDERR "nor this\n";
