package Counter;
sub TIESCALAR { my ($class, $start) = @_; bless \$start, $class }
sub FETCH { ${ $_[0] }++ }
sub STORE { ${ $_[0] } = $_[1] }
sub UNTIE { print "untied\n" }
sub DESTROY { print "destroyed\n" }
package main;
our $global;
tie $global, 'Counter', 5;
print "$global $global\n";
$global = 1;
print "$global\n";
untie $global;
tie my $own, 'Counter', 0;
print "$own\n";
