package Speedy::Handlers;
# Signal handlers, and those of errors and warnings: each run begins with those that compiling the script
# has set. Our own work calls none of them.
use strict;
use warnings;

# Libraries such as libfcgi's set them behind perl's back. TERM ends an idle backend.
my @behind = qw(HUP INT QUIT PIPE TERM USR1 USR2);
my %set;

sub all { grep { defined $SIG{$_} && $SIG{$_} ne '' && $SIG{$_} ne 'DEFAULT' } keys %SIG }

sub found { return { map { $_ => $SIG{$_} } all() } }

# Compiling has set those that are there.
sub take {
    %set = (%set, %{ found() });
    clear();
}

sub clear {
    my @all = grep { defined $SIG{$_} } keys %SIG;
    delete @SIG{ grep { /\A__/ } @all };
    $SIG{$_} = undef for @behind, grep { !/\A__/ } @all;
}

# Those of the script, or of one of a group.
sub restore {
    my ($these) = (@_, \%set);
    @SIG{ keys %$these } = values %$these;
}

1;
