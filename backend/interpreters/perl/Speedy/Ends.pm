package Speedy::Ends;
# The END blocks of the script, which are called behind each run. Those of modules are called when the
# process ends: the modules stay until then.
use strict;
use warnings;
use B ();

my @blocks;

sub is_scripts {
    my ($block) = @_;
    my $outside = $block->OUTSIDE;
    return ref $outside eq 'B::CV' && $$outside == ${ B::main_cv() };
}

# The script has been compiled.
sub note {
    my $all = B::end_av();
    @blocks = map { $_->object_2svref } grep { is_scripts($_) } $all->ARRAY if $all->isa('B::AV');
}

sub blocks { @blocks }

# The process ends, and there is no run.
sub forget {
    my $all = B::end_av();
    return if !$all->isa('B::AV');
    my @is_scripts = map { is_scripts($_) } $all->ARRAY;
    my $list = $all->object_2svref;
    for my $i (reverse 0 .. $#is_scripts) { splice @$list, $i, 1 if $is_scripts[$i] }
}

1;
