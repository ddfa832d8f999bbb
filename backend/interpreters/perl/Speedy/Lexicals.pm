package Speedy::Lexicals;
# The variables that the script declares with my outside of its subs: each run has new ones, and the subs
# that use them see those of the run. Perl gives the subs those of the first time for good; when a run is
# over, it makes others for the main program. So for each run, those of the subs are put back there.
use strict;
use warnings;
use B ();
use Scalar::Util qw(refaddr);
use Speedy::Copy;
use Speedy::Late;
use Speedy::Subs;
use Speedy::Untie;

# Not those that stay, or belong to a package.
my $others = B::SVf_FAKE() | B::SVpad_STATE() | B::SVpad_OUR();

sub is_mine {
    my ($name) = @_;
    return 0 if ref $name ne 'B::PADNAME' || !defined $name->PV || length $name->PV < 2;
    return !($name->FLAGS & $others) && $name->PV !~ /\A&/;
}

sub variables {
    my ($main) = @_;
    my ($names, $values) = map { [$_->ARRAY] } ($main->PADLIST->ARRAYelt(0), $main->PADLIST->ARRAYelt(1));
    return map { { name => $names->[$_]->PV, index => $_, value => $values->[$_] } }
        grep { is_mine($names->[$_]) } 0 .. $#$names;
}

# $code is the script; it has not been run. By name: those that subs use, and how many places refer to each.
# filled: what BEGIN blocks have put into some: [index, reference to a copy]. There, what refers to one of
# them has its place instead: [index, place].
sub new {
    my ($class, $code) = @_;
    my $self = bless { code => $code, main => B::svref_2object($code), used => {}, count => {}, filled => [],
        places => [], is_clear => 1 }, $class;
    $self->note;
    return $self;
}

sub note {
    my ($self) = @_;
    my %times;
    my @all = variables($self->{main});
    $times{ $_->{name} }++ for @all;
    $self->{places} = [map { [$_->{index}, \(my $place)] } @all];
    my %place;
    @place{ map { refaddr($_->{value}->object_2svref) } @all } = map { $_->[1] } @{ $self->{places} };
    for my $variable (@all) {
        my $reference = $variable->{value}->object_2svref;
        push @{ $self->{filled} }, [$variable->{index}, Speedy::Copy::of($reference, \%place)]
            if is_filled($reference);
        # But for that in the main program, and with ours.
        my $count = $variable->{value}->REFCNT - 1;
        next if $count < 2;
        $self->{used}{ $variable->{name} } = $reference;
        $self->{count}{ $variable->{name} } = $count;
        # By its name, it can't be told from another one.
        $self->{is_clear} = 0 if $times{ $variable->{name} } > 1;
    }
}

sub is_filled {
    my ($reference) = @_;
    return UNIVERSAL::isa($reference, 'ARRAY') ? @$reference > 0
        : UNIVERSAL::isa($reference, 'HASH') ? %$reference > 0
        : defined $$reference;
}

# A run is over, and its frontend has been told.
sub prepare { Speedy::Late::load('Devel::LexAlias') if %{ $_[0]{used} } }

# The next run is about to begin.
sub renew {
    my ($self) = @_;
    my $used = $self->{used};
    Devel::LexAlias::lexalias($self->{code}, $_, $used->{$_}) for keys %$used;
    return if !@{ $self->{filled} };
    my @values = $self->{main}->PADLIST->ARRAYelt(1)->ARRAY;
    my %variable = map { refaddr($_->[1]) => $values[$_->[0]]->object_2svref } @{ $self->{places} };
    put($values[$_->[0]]->object_2svref, Speedy::Copy::of($_->[1], \%variable)) for @{ $self->{filled} };
}

sub put {
    my ($reference, $copy) = @_;
    if (ref $copy eq 'ARRAY') { @$reference = @$copy }
    elsif (ref $copy eq 'HASH') { %$reference = %$copy }
    else { $$reference = $$copy }
}

# A run is over, and perl has left its block. Returns whether the next run can have new ones: not if
# somebody refers to one of them still.
sub end {
    my ($self) = @_;
    my $used = $self->{used};
    empty($_) for values %$used;
    return $self->{is_clear} && !grep { is_object($used->{$_}) || !$self->is_settled($_) } keys %$used;
}

sub empty {
    my ($reference) = @_;
    Speedy::Untie::it($reference);
    if (UNIVERSAL::isa($reference, 'ARRAY')) { @$reference = () }
    elsif (UNIVERSAL::isa($reference, 'HASH')) { %$reference = () }
    else { undef $$reference }
}

sub is_object { return B::svref_2object($_[0])->FLAGS & B::SVs_OBJECT() }

sub is_settled {
    my ($self, $name) = @_;
    my ($variable, $known) = ($self->{used}{$name}, $self->{count}{$name});
    my $count = B::svref_2object($variable)->REFCNT - 1; # but for $variable itself
    return 1 if $count <= $known;
    my $expected = 1 + $self->places_of($variable); # one is that of used
    # The main program has it as long as the run has not come to its my.
    my $is_in_main = places_in($self->{main}, $variable) > 0;
    $self->{count}{$name} = $expected if $expected > $known && !$is_in_main;
    return $count <= $expected;
}

# In the pads of the main program and of its subs: one that calls itself has one more for each level.
sub places_of {
    my ($self, $variable) = @_;
    $self->{users} //= [Speedy::Subs::within($self->{main})];
    my $places = 0;
    $places += places_in($_, $variable) for $self->{main}, @{ $self->{users} };
    return $places;
}

sub places_in {
    my ($sub, $variable) = @_;
    my $address = ${ B::svref_2object($variable) };
    my (undef, @pads) = $sub->PADLIST->ARRAY;
    my @values = map { $_->isa('B::AV') ? $_->ARRAY : () } @pads;
    return scalar grep { $$_ == $address } @values;
}

1;
