use strict;
our $name = 'value';
my $reference = 'name';
print eval { $$reference } // "error: $@";
{ no strict 'refs'; print "$$reference\n" }
print @$reference;
