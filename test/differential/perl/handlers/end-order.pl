END { print "1\n" }
{ package Other; END { print "2 ", __PACKAGE__, "\n" } }
print "main\n";
eval q(END { print "3\n" }) if 0;
END { print "4\n" }
