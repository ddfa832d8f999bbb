sub outer { inner(@_) }
sub inner { die "in inner @_" }
outer(1, 2);
