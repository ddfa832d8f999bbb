package Vector;
use overload '+' => \&add, '""' => sub { '(' . join(',', @{ $_[0] }) . ')' }, '==' => sub { "$_[0]" eq "$_[1]" },
    '<=>' => sub { my ($x, $y, $swap) = @_; $swap ? -1 : 1 }, 'bool' => sub { 1 }, '@{}' => sub { $_[0] },
    '&{}' => sub { my $self = shift; sub { "called @_" } }, '-X' => sub { "test $_[1]" }, 'neg' => sub { 'minus' };
sub add { bless [map { $_[0][$_] + $_[1][$_] } 0 .. 1] }
package main;
no overload;
my $v = bless [1, 2], 'Vector';
eval { print $v + $v, ' ', -$v, ' ', $v == $v ? 'same' : 'other', ' ', -e $v, "\n" };
print $@;
