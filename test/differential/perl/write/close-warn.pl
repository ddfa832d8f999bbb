use warnings;
close STDOUT;
print 'never';
printf STDERR "%s\n", defined fileno STDOUT ? 'open' : 'closed';
