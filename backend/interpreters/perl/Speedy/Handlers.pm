package Speedy::Handlers;
# Signal handlers, and those of errors and warnings: each run begins with those that compiling the script
# has set. Our own work calls none of them.
use strict;
use warnings;

# libfcgi sets them behind perl's back. TERM ends an idle backend.
my @behind = qw(PIPE TERM USR1);
my %set;

sub all { grep { defined $SIG{$_} && $SIG{$_} ne '' && $SIG{$_} ne 'DEFAULT' } keys %SIG }

sub found { return { map { $_ => $SIG{$_} } all() } }

# Compiling has set those that are there.
sub take {
    %set = (%set, %{ found() });
    clear();
}

sub clear {
    my @all = grep { defined $SIG{$_} && !is_harmless($_) } keys %SIG;
    delete @SIG{ grep { /\A__/ } @all };
    push @all, @behind if defined &FCGI::Accept;
    $SIG{$_} = undef for grep { !/\A__/ } @all;
}

# Perl itself ignores FPE: that needs no work in each run.
sub is_harmless { return $SIG{ $_[0] } eq 'IGNORE' && ($set{ $_[0] } // '') eq 'IGNORE' }

# Those of the script, or of one of a group.
sub restore {
    my ($these) = (@_, \%set);
    for (keys %$these) { $SIG{$_} = $these->{$_} if ($SIG{$_} // '') ne $these->{$_} }
}

1;
