use No::Such::Module;
print "never\n";
