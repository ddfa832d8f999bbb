package Loud;
sub TIEHANDLE { my ($class, $to) = @_; bless { to => $to }, $class }
sub PRINT { my $self = shift; print { $self->{to} } map { uc } @_ }
sub PRINTF { my $self = shift; my $format = shift; $self->PRINT(sprintf $format, @_) }
sub CLOSE { print { $_[0]{to} } "closing\n" }
package main;
open my $real, '>&', \*STDOUT or exit 1;
select((select($real), $| = 1)[0]);
tie *STDOUT, 'Loud', $real;
print "loud\n";
printf "%s\n", 'formatted';
close STDOUT;
