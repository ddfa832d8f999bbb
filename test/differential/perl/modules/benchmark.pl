use Benchmark qw(timeit timestr);
my $time = timeit(1, sub { 1 });
print ref $time, "\n";
use Term::ANSIColor; print colored('red', 'red'), "\n";
use Unicode::Normalize; print length NFD("\xe4"), "\n";
use Time::Piece; print gmtime(0)->ymd, "\n";
use Tie::File; print "loaded\n";
