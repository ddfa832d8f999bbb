require Tie::Hash;
package Ordered;
sub TIEHASH { bless { keys => [], data => {} }, shift }
sub STORE { my ($s, $k, $v) = @_; push @{ $s->{keys} }, $k unless exists $s->{data}{$k}; $s->{data}{$k} = $v }
sub FETCH { $_[0]{data}{$_[1]} }
sub FIRSTKEY { $_[0]{at} = 0; $_[0]{keys}[0] }
sub NEXTKEY { $_[0]{keys}[++$_[0]{at}] }
package main;
tie my %hash, 'Ordered';
@hash{qw(z a m)} = 1 .. 3;
print join(' ', map { "$_$hash{$_}" } keys %hash), "\n";
