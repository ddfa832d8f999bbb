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

# The process ends, and there is no run.
sub forget {
    my @is_scripts = map { $scripts{ outside($_) } } all();
    return if !@is_scripts;
    my $list = B::end_av()->object_2svref;
    for my $i (reverse 0 .. $#is_scripts) { splice @$list, $i, 1 if $is_scripts[$i] }
}

1;
