no warnings;
*defined_later = sub { "later @_" };
print defined_later(1), "\n";
sub replaced { 'original' }
print replaced(), "\n";
{ local *replaced = sub { 'local' }; print replaced(), "\n" }
print replaced(), "\n";
