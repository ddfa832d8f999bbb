print $^T > time - 3 ? 'now' : 'stale', ' ', -M $0 > 0 ? 'older' : 'newer', "\n";
my @times = times;
print scalar(@times), "\n";
print scalar(gmtime 0), "\n";
