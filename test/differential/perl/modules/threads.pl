use Config;
BEGIN { $Config{useithreads} or do { print "no threads\n"; exit } }
use threads;
use threads::shared;
my $sum :shared = 0;
my @threads = map { my $n = $_; threads->create(sub { lock $sum; $sum += $n; return $n * 2 }) } 1 .. 3;
print join(' ', map { $_->join } @threads), " $sum\n";
