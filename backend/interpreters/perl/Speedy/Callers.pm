package Speedy::Callers;
# The streams that a caller has given to a run: it may wait until nobody has them open any more. A dup of
# one, which the script keeps, is closed with the process.
use strict;
use warnings;
use Speedy::Birth;

# For /dev/null, nobody waits.
my $null = (stat '/dev/null')[6];
# Our own descriptors, between runs.
my %is_own;

sub begin { %is_own = map { $_ => 1 } Speedy::Birth::descriptors() }

# Perl has closed some: the script has been read.
sub note {
    my %is_open = map { $_ => 1 } Speedy::Birth::descriptors();
    delete @is_own{ grep { !$is_open{$_} } keys %is_own };
}

# The run of that frontend is over, and its handles are closed. Its connection is one more. How many are
# open the kernel says at once since Linux 6.2, and 0 before.
sub are_kept {
    my ($frontend) = @_;
    my $count = (stat '/proc/self/fd')[7] || Speedy::Birth::descriptors();
    return 0 if $count == 1 + keys %is_own;
    my @others = map { file_of("/proc/self/fd/$_") } grep { !$is_own{$_} } Speedy::Birth::descriptors();
    return @others > 0 if !-r "/proc/$frontend/fd";
    my %is_given = map { $_ => 1 } given_by($frontend);
    return scalar grep { $is_given{$_} } @others;
}

# It waits for our answer, and has them still.
sub given_by {
    my ($frontend) = @_;
    return map { file_of("/proc/$frontend/fd/$_") } 0 .. 2;
}

sub file_of {
    my ($device, $inode, $number) = (stat $_[0])[0, 1, 6] or return;
    return $number == $null ? () : "$device $inode";
}

1;
