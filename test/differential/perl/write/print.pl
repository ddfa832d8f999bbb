print 'one', ' ', 2, "\n";
print STDOUT "three\n";
print {*STDOUT} "four\n";
print STDERR "error\n";
print { 1 ? *STDERR : *STDOUT } "chosen\n";
