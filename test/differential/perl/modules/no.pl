use strict;
{ no strict 'vars'; $free = 'free'; print "$free\n" }
use less 'memory';
no less;
print eval '$not_free = 1' ? 'lax' : 'strict', "\n";
