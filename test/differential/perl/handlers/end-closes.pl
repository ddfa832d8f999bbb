END { close STDOUT; close STDERR }
print "main\n";
exit 2;
