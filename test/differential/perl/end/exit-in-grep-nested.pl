my @found = grep { my $x = $_; map { exit $_ if $_ == 3; $_ } 1 .. 3 } 1 .. 2;
print "never\n";
