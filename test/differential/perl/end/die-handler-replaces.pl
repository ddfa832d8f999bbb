$SIG{__DIE__} = sub { die "replaced $_[0]" };
eval { die "one\n" };
print $@;
die "two\n";
