my @sorted = sort { print "comparing\n"; exit 8 } 3, 2, 1;
print "never\n";
