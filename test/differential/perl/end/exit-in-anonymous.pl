my $leave = sub { my $code = shift; sub { exit $code } };
print "before\n";
map { $leave->($_)->() } 6, 7;
