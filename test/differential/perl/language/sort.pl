my @list = (10, 9, 2, 33, 1);
print join(' ', sort @list), '|', join(' ', sort { $a <=> $b } @list), '|', join(' ', reverse sort { $b <=> $a } @list), "\n";
sub backwards { $b cmp $a }
print join(' ', sort backwards qw(a c b)), "\n";
my $by = sub { length $a <=> length $b or $a cmp $b };
print join(' ', sort $by qw(ccc a bb aa)), "\n";
