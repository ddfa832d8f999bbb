open my $from, '-|', 'echo', 'from a child' or die;
print while <$from>;
close $from;
print $?, "\n";
$| = 1;
open my $to, '|-', 'cat' or die;
print {$to} "to a child\n";
close $to or print 'failed ', $? >> 8, "\n";
open $from, 'exit 5 |'; close $from; print $? >> 8, "\n";
