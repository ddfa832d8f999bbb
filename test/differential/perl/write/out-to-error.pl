open STDOUT, '>&STDERR' or exit 1;
print "out\n";
