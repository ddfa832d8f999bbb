print 'buffered ';
syswrite STDOUT, "direct\n";
print "last\n";
