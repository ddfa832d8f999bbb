package Speedy::Copy;
# A copy of what a variable has, with all that it refers to, as far as that is data. Objects, code and
# handles are what they are.
use strict;
use warnings;
use Scalar::Util qw(refaddr);

# $variable is a reference. By address, $copies has what is there already, and gets what is made.
sub of {
    my ($variable, $copies) = @_;
    my $copy = new_one($variable);
    fill($copy, $variable, $copies);
    return $copy;
}

sub new_one {
    my ($like) = @_;
    return UNIVERSAL::isa($like, 'ARRAY') ? [] : UNIVERSAL::isa($like, 'HASH') ? {} : \(my $scalar);
}

sub fill {
    my ($copy, $from, $copies) = @_;
    if (ref $copy eq 'ARRAY') { @$copy = map { value_of($_, $copies) } @$from }
    elsif (ref $copy eq 'HASH') { %$copy = map { $_ => value_of($from->{$_}, $copies) } keys %$from }
    else { $$copy = value_of($$from, $copies) }
}

sub value_of {
    my ($value, $copies) = @_;
    return $value if ref($value) !~ /\A(?:ARRAY|HASH|SCALAR|REF)\z/;
    my $address = refaddr($value);
    if (!$copies->{$address}) {
        $copies->{$address} = new_one($value); # first, as it may refer to itself
        fill($copies->{$address}, $value, $copies);
    }
    return $copies->{$address};
}

1;
