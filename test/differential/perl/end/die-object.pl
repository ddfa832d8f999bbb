package Failure;
use overload '""' => sub { "failure: $_[0]{text}\n" };
package main;
eval { die bless { text => 'caught' }, 'Failure' };
print ref $@, " $@";
die bless { text => 'uncaught' }, 'Failure';
