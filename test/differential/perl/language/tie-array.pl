package Upper;
require Tie::Array;
our @ISA = 'Tie::StdArray';
sub STORE { $_[0][$_[1]] = uc $_[2] }
package main;
tie my @list, 'Upper';
@list = qw(a b c);
push @list, 'd';
$list[0] = 'x';
print "@list $#list\n";
