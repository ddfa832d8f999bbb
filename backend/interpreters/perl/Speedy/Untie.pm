package Speedy::Untie;
# What a run has tied is what it was before. Perl itself unties nothing when it ends: UNTIE of the script's
# class is not called.
use strict;
use warnings;
use Scalar::Util qw(blessed reftype);

# A reference to a scalar, an array, a hash or a handle.
sub it {
    my ($what) = @_;
    my $type = reftype($what);
    my $class = blessed($type eq 'HASH' ? tied %$what : $type eq 'ARRAY' ? tied @$what
        : $type eq 'GLOB' ? tied *$what : tied $$what) // return;
    no strict 'refs';
    no warnings 'redefine';
    local *{"${class}::UNTIE"} = sub { };
    local $@;
    eval { untie_it($what, $type) }; # a destructor may die
}

sub untie_it {
    my ($what, $type) = @_;
    if ($type eq 'HASH') { untie %$what }
    elsif ($type eq 'ARRAY') { untie @$what }
    elsif ($type eq 'GLOB') { untie *$what }
    else { untie $$what }
}

1;
