open my $out, '>&', \*STDOUT or exit 1;
open my $err, '>&', \*STDERR or exit 1;
open STDOUT, '>&', $err;
open STDERR, '>&', $out;
print "to error\n";
print STDERR "to out\n";
