sub by_exit { exit 8 }
END { print "END $?\n" }
my @sorted = sort by_exit 3, 2, 1;
print "never\n";
