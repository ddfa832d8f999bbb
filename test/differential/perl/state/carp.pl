use Carp qw(carp cluck croak confess longmess shortmess);
package Lib;
sub careful { Carp::carp('careful') }
sub croaks { Carp::croak('croaked') }
sub confesses { Carp::confess('confessed') }
package main;
Lib::careful(1);
eval { Lib::croaks(2, 'b') };
print $@;
eval { Lib::confesses([]  ? 3 : 0) };
print $@;
cluck 'clucked';
print longmess('long'), shortmess('short'), "\n";
sub nested { Lib::croaks(@_) }
nested('uncaught');
