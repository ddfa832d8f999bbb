print length 'ä', "\n";
print "ä\n";
