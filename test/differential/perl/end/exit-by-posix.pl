use POSIX ();
$| = 1;
print "before\n";
END { print "never\n" }
POSIX::_exit(14);
