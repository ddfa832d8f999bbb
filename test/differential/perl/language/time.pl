use POSIX qw(strftime);
$ENV{TZ} = 'UTC'; POSIX::tzset();
print strftime('%Y-%m-%d %H:%M:%S', gmtime 86400 * 365), ' ', scalar(localtime 0), "\n";
use Time::HiRes qw(time sleep);
my $start = time; sleep 0.01; print time > $start ? "later\n" : "same\n";
use Time::Local; print timegm(0, 0, 0, 1, 0, 100), "\n";
