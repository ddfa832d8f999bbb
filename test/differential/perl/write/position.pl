print 'abc';
my $at = tell STDOUT;
print $at < 0 ? 'no position' : 'position', "\n";
