my @sorted = eval { sort { die "sorting\n" } 2, 1 };
print "caught $@";
@sorted = sort { die "sorting again" } 2, 1;
