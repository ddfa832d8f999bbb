print "before\n";
close STDIN; close STDOUT; close STDERR;
exit 3;
