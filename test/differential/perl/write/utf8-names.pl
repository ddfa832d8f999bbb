use utf8;
use strict;
binmode STDOUT, ':utf8';
sub größe { return "größe @_" }
print größe('é'), "\n";
package Käse { sub new { bless [], shift } }
print ref Käse->new, "\n";
