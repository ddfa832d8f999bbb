END { eval { die "inside\n" }; print "caught $@" }
exit 4;
