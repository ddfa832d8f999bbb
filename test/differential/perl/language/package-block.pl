package Shape { our $VERSION = '1.2'; sub new { my ($c, %a) = @_; bless { %a }, $c } sub area { 0 } }
package Square { our @ISA = ('Shape'); sub area { my $s = shift; $s->{side} ** 2 + $s->SUPER::area } }
package main;
my $s = Square->new(side => 3);
print $s->area, ' ', $s->isa('Shape') ? 'isa' : '', ' ', $s->can('area') ? 'can' : '', ' ', Square->can('nothing') // 'cannot', ' ', Shape->VERSION, "\n";
my $method = 'area';
print $s->$method, ' ', ref($s), ' ', $s->DOES('Shape'), "\n";
