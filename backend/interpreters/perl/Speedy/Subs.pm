package Speedy::Subs;
# The subs that the script defines, as B sees them.
use strict;
use warnings;
use B ();

# Those with a name, and END blocks.
sub within {
    my ($main) = @_;
    my $ends = B::end_av();
    my @ends = $ends->isa('B::AV') ? $ends->ARRAY : ();
    return grep { is_within($_, $main) } @ends, subs_of(\%main::, {});
}

sub is_within {
    my ($sub, $main) = @_;
    for (my $at = $sub->OUTSIDE; ref $at eq 'B::CV'; $at = $at->OUTSIDE) {
        return 1 if $$at == $$main;
    }
    return 0;
}

# Of a package, and of those below it.
sub subs_of {
    my ($package, $seen) = @_;
    return if $seen->{$package}++;
    my @found;
    for my $name (keys %$package) {
        my $entry = \$package->{$name};
        if (ref $entry eq 'REF' && ref $$entry eq 'CODE') { push @found, B::svref_2object($$entry) }
        next if ref $entry ne 'GLOB';
        push @found, B::svref_2object(*$entry{CODE}) if defined *$entry{CODE};
        push @found, subs_of(*$entry{HASH}, $seen) if $name =~ /::\z/ && *$entry{HASH};
    }
    return @found;
}

1;
