package Exits;
print "loading\n";
sub import { print "importing\n"; exit 14 }
1;
