package Speedy::Handlers;
# Signal handlers, and those of errors and warnings: each run begins with those that compiling the script
# has set. Our own work calls none of them.
use strict;
use warnings;
use Speedy::Settings;
use Speedy::Shared;

# libfcgi sets them behind perl's back. TERM ends an idle backend.
my @behind = qw(PIPE TERM USR1);
my %set;
# Signals that were ignored where the run comes from, by name.
my @ignored;
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

# The signals that were ignored where the run comes from: bit n - 1 for signal n.
sub expect {
    my ($bits) = @_;
    @ignored = ();
    return if !$bits;
    @ignored = grep { $bits >> $Speedy::Shared::IGNORABLE{$_} - 1 & 1 } keys %Speedy::Shared::IGNORABLE;
}

# Those of the script, or of one of a group.
sub restore {
    my ($these) = (@_, \%set);
    for (keys %$these) { $SIG{$_} = $these->{$_} if ($SIG{$_} // '') ne $these->{$_} }
    # One of a group may have to be compiled before: what that sets is told from these.
    return if !@ignored || !@_ && $Speedy::Settings::is_group;
    $SIG{$_} = 'IGNORE' for grep { !exists $these->{$_} && !exists $set{$_} } @ignored;
}

1;
