package Speedy::Options;
# getopt() and setopt(): an option by its name, as the original's documentation has it.
use strict;
use warnings;
use Speedy::Settings;
use Speedy::Shared;

sub fail { require Carp; goto &Carp::croak }

# Without regard to case.
sub find {
    my ($name) = @_;
    $name //= '';
    my ($found) = grep { lc $_ eq lc $name } @Speedy::Shared::OPTIONS;
    return $found // fail("speedycgi: no such option: $name: use one of @Speedy::Shared::OPTIONS");
}

sub get { return $Speedy::Settings::option{ find($_[0]) } }

my %is_right = (
    number => sub { $_[0] =~ /\A[0-9]+\z/ && $_[0] <= Speedy::Shared::LARGEST_NUMBER },
    path => sub { $_[0] =~ m{\A/} },
    switch => sub { $_[0] eq '0' || $_[0] eq '1' },
    choice => sub { grep { $_[0] eq $_ } @Speedy::Shared::CHOICES },
);

# Returns the value that it had.
sub set {
    my ($given, $value) = @_;
    my $name = find($given);
    my $check = $is_right{ $Speedy::Shared::KIND{$name} };
    fail("speedycgi: set $name: not a value") if !defined $value || ref $value;
    fail("speedycgi: set $name: $value: not a value of it") if $check && !$check->($value);
    my $before = $Speedy::Settings::option{$name};
    $Speedy::Settings::option{$name} = $value;
    return $before;
}

1;
