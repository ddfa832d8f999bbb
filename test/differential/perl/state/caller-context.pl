sub context { print defined wantarray ? wantarray ? 'list' : 'scalar' : 'void', "\n" }
context(); my $scalar = context(); my ($list) = context();
sub outer { context() }
outer(); $scalar = outer();
print wantarray // 'undef', "\n";
