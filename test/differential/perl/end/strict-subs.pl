use strict;
my $word = bareword;
