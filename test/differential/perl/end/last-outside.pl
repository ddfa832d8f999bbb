print "before\n";
last;
print "after\n";
