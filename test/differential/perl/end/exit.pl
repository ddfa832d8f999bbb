print "before\n";
exit 3;
print "after\n";
