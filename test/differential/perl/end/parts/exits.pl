print "in ", __FILE__, "\n";
exit 13;
