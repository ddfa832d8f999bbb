'abc' =~ /b(?{ print "matched\n"; exit 9 })c/;
print "never\n";
