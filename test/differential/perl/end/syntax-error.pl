print "never\n";
this is not perl at all;
print 1 +;
