eval { die "first\n" };
die;
