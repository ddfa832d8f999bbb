package Catch;
sub TIEHANDLE { bless [] }
sub PRINT { my $self = shift; push @$self, @_ }
package main;
my $catch = tie *STDERR, 'Catch';
print STDERR "caught\n";
warn "warned\n";
print 'caught: ', scalar(@$catch), "\n";
