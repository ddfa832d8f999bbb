package Auto;
our $AUTOLOAD;
sub new { bless {}, shift }
sub AUTOLOAD {
    my ($self, @rest) = @_;
    (my $name = $AUTOLOAD) =~ s/.*:://;
    return if $name eq 'DESTROY';
    print "$AUTOLOAD(@rest)\n";
    no strict 'refs';
    *{"Auto::$name"} = sub { shift; print "defined $name(@_)\n" } if $name eq 'later';
}
package main;
my $auto = Auto->new;
$auto->first(1);
$auto->first(2);
Auto::plain('x');
