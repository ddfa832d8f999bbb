package Speedy::Ends;
# The END blocks of a script, which are called behind each run. Those of modules are called when the
# process ends: the modules stay until then.
use strict;
use warnings;
use B ();

# Addresses of what the scripts have been compiled to.
my %scripts;

# $code has been compiled.
sub new {
    my ($class, $code) = @_;
    my $address = ${ B::svref_2object($code) };
    $scripts{$address} = 1;
    my @own = map { $_->object_2svref } grep { outside($_) == $address } all();
    return bless { blocks => \@own }, $class;
}

sub all {
    my $all = B::end_av();
    return $all->isa('B::AV') ? $all->ARRAY : ();
}

sub outside {
    my ($block) = @_;
    my $outside = $block->OUTSIDE;
    return ref $outside eq 'B::CV' ? $$outside : 0;
}

sub blocks { return @{ $_[0]{blocks} } }

# The process ends while they are called; these have not been called.
sub forget_but {
    my ($self, @left) = @_;
    my %is_left = map { $_ => 1 } @left;
    my %is_called = map { $_ => 1 } grep { !$is_left{$_} } blocks($self);
    remove(sub { $is_called{ $_[0]->object_2svref } });
}

# The process ends, and there is no run.
sub forget { remove(sub { $scripts{ outside($_[0]) } }) }

# Perl calls no more those of which $is_meant says so.
sub remove {
    my ($is_meant) = @_;
    my @is_meant = map { $is_meant->($_) } all() or return;
    my $list = B::end_av()->object_2svref;
    for my $i (reverse 0 .. $#is_meant) { splice @$list, $i, 1 if $is_meant[$i] }
}

1;
