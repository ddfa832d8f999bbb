use Time::HiRes qw(ualarm usleep);
my $count = 0;
$SIG{ALRM} = sub { $count++ };
ualarm 20_000;
usleep 2_000_000;
print "count $count\n";
