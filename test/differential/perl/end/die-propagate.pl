package Failure;
sub PROPAGATE { my ($self, $file, $line) = @_; bless { %$self, line => $line } }
package main;
$@ = bless { a => 1 }, 'Failure';
eval { die };
print join(' ', ref $@, map { "$_=$@->{$_}" } sort keys %{$@}), "\n";
