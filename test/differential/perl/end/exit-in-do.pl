END { print "END $?\n" }
do './parts/exits.pl';
print "never\n";
