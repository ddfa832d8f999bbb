close STDOUT;
open STDOUT, '>', \my $text or die;
print 'in memory';
print STDERR "$text\n";
