my $handle = \*DATA;
print scalar <$handle>;
our $kept = *DATA{IO};
print readline $kept;
__DATA__
one
two
