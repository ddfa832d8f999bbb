my $text = '';
open my $handle, '>', \$text;
print {$handle} 'kept';
my $old = select $handle;
print ' more';
select $old;
close $handle;
print "$text\n";
{ local *STDOUT; open STDOUT, '>', \my $caught; print 'caught'; close STDOUT; print STDERR "$caught\n" }
print "restored\n";
