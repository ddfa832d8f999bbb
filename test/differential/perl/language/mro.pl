package A; sub new { bless {}, shift } sub hi { 'A' }
package B1; our @ISA = 'A'; sub hi { 'B' . $_[0]->next::method }
package C; our @ISA = 'A'; sub hi { 'C' . $_[0]->next::method }
package D; use mro 'c3'; our @ISA = ('B1', 'C'); sub hi { 'D' . $_[0]->next::method }
package main;
print D->new->hi, ' ', "@{ mro::get_linear_isa('D') }\n";
