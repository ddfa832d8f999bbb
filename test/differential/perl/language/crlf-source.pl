print "one\n";
print "two\n";
