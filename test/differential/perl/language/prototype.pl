sub apply(&@) { my $code = shift; map { $code->($_) } @_ }
print join(',', apply { $_[0] * 2 } 1, 2, 3), ' ', prototype('apply'), ' ', prototype('CORE::push') // 'undef', "\n";
sub mypush(\@@) { my ($list, @rest) = @_; push @$list, @rest }
my @list; mypush @list, 1, 2;
print "@list\n";
