use warnings;
print "abc" + 1, "\n";
