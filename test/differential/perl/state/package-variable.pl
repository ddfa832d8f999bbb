our $runs;
$runs++;
print "runs: $runs\n";
$main::other .= 'x';
print length $main::other, "\n";
