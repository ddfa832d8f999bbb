$SIG{__DIE__} = sub { die { code => 5, text => $_[0] } unless ref $_[0] };
eval { die "plain\n" };
print "$@->{code} $@->{text}";
