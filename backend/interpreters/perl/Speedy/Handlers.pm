package Speedy::Handlers;
# Signal handlers, and those of errors and warnings: each run begins with those that compiling the script
# has set. Our own work calls none of them.
use strict;
use warnings;

# libfcgi sets them behind perl's back. TERM ends an idle backend.
my @behind = qw(PIPE TERM USR1);
my %set;
# All of them as one text, when those that are to be cleared were cleared.
my $clear_text = '';

sub all { grep { defined $SIG{$_} && $SIG{$_} ne '' && $SIG{$_} ne 'DEFAULT' } keys %SIG }

sub found { return { map { $_ => $SIG{$_} } all() } }

# Compiling has set those that are there.
sub take {
    %set = (%set, %{ found() });
    clear();
}

# In nearly all runs, there is nothing to clear.
sub clear {
    no warnings 'uninitialized';
    my $is_fcgi = defined &FCGI::Accept;
    return if !$is_fcgi && join("\0", %SIG) eq $clear_text;
    my @all = grep { defined $SIG{$_} && !is_harmless($_) } keys %SIG;
    delete @SIG{ grep { /\A__/ } @all };
    push @all, @behind if $is_fcgi;
    $SIG{$_} = undef for grep { !/\A__/ } @all;
    $clear_text = join "\0", %SIG;
}

# Perl itself ignores FPE: that needs no work in each run.
sub is_harmless { return $SIG{ $_[0] } eq 'IGNORE' && ($set{ $_[0] } // '') eq 'IGNORE' }

# Those of the script, or of one of a group.
sub restore {
    my ($these) = (@_, \%set);
    for (keys %$these) { $SIG{$_} = $these->{$_} if ($SIG{$_} // '') ne $these->{$_} }
}

1;
