package Speedy::Lexicals;
# The variables that the script declares with my outside of its subs: each run has new ones, and the subs
# that use them see those of the run. Perl gives the subs those of the first time for good; when a run is
# over, it makes others for the main program. So for each run, those of the subs are put back there.
use strict;
use warnings;
use B ();
use Devel::LexAlias ();
use Scalar::Util qw(blessed reftype);
use Speedy::Subs;

my $main = B::main_cv();
my $code = $main->object_2svref;
# By name: those that subs use, and how many places refer to each of them.
my (%used, %count);
# What BEGIN blocks have put into some: [index, reference to a copy].
my @filled;
my $is_clear = 1;

my $others = B::SVf_FAKE() | B::SVpad_STATE() | B::SVpad_OUR();

sub is_mine {
    my ($name) = @_;
    return 0 if ref $name ne 'B::PADNAME' || !defined $name->PV || length $name->PV < 2;
    return !($name->FLAGS & $others) && $name->PV !~ /\A&/;
}

sub variables {
    my ($names, $values) = map { [$_->ARRAY] } ($main->PADLIST->ARRAYelt(0), $main->PADLIST->ARRAYelt(1));
    return map { { name => $names->[$_]->PV, index => $_, value => $values->[$_] } }
        grep { is_mine($names->[$_]) } 0 .. $#$names;
}

# The script has been compiled, and has not been run.
sub note {
    my %times;
    my @all = variables();
    $times{ $_->{name} }++ for @all;
    for my $variable (@all) {
        my $reference = $variable->{value}->object_2svref;
        push @filled, [$variable->{index}, copy_of($reference)] if is_filled($reference);
        # But for that in the main program, and with ours.
        my $count = $variable->{value}->REFCNT - 1;
        next if $count < 2;
        $used{ $variable->{name} } = $reference;
        $count{ $variable->{name} } = $count;
        # By its name, it can't be told from another one.
        $is_clear = 0 if $times{ $variable->{name} } > 1;
    }
}

sub is_filled {
    my ($reference) = @_;
    return reftype($reference) eq 'ARRAY' ? @$reference > 0
        : reftype($reference) eq 'HASH' ? %$reference > 0
        : defined $$reference;
}

sub copy_of {
    my ($reference) = @_;
    return reftype($reference) eq 'ARRAY' ? [@$reference]
        : reftype($reference) eq 'HASH' ? {%$reference}
        : \(my $copy = $$reference);
}

# The next run is about to begin.
sub renew {
    Devel::LexAlias::lexalias($code, $_, $used{$_}) for keys %used;
    return if !@filled;
    my @values = $main->PADLIST->ARRAYelt(1)->ARRAY;
    put($values[$_->[0]]->object_2svref, $_->[1]) for @filled;
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
    empty($_) for values %used;
    return $is_clear && !grep { blessed($used{$_}) || !is_settled($_) } keys %used;
}

sub empty {
    my ($reference) = @_;
    if (reftype($reference) eq 'ARRAY') {
        untie @$reference if tied @$reference;
        @$reference = ();
    }
    elsif (reftype($reference) eq 'HASH') {
        untie %$reference if tied %$reference;
        %$reference = ();
    }
    else {
        untie $$reference if tied $$reference;
        undef $$reference;
    }
}

sub is_settled {
    my ($name) = @_;
    my $count = B::svref_2object($used{$name})->REFCNT;
    return 1 if $count <= $count{$name};
    my $expected = 1 + places_of($used{$name}); # one is that of %used
    $count{$name} = $expected if $expected > $count{$name} && !is_in_main($used{$name});
    return $count <= $expected;
}

my @users;

# In the pads of the main program and of its subs: one that calls itself has one more for each level.
sub places_of {
    my ($reference) = @_;
    @users = Speedy::Subs::within($main) if !@users;
    my $places = 0;
    $places += places_in($_, $reference) for $main, @users;
    return $places;
}

sub places_in {
    my ($sub, $reference) = @_;
    my $address = ${ B::svref_2object($reference) };
    my (undef, @pads) = $sub->PADLIST->ARRAY;
    my @values = map { $_->isa('B::AV') ? $_->ARRAY : () } @pads;
    return scalar grep { $$_ == $address } @values;
}

# As long as the run has not come to its my.
sub is_in_main { places_in($main, $_[0]) > 0 }

1;
