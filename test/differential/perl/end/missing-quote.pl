print "never\n";
print "no end;
