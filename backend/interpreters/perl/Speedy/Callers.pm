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
# Device and inode of what the run has got as 0, 1 and 2.
my @given;

sub begin { %is_own = map { $_ => 1 } Speedy::Birth::descriptors() }

# Perl has closed some: the script has been read.
sub note {
    my %is_open = map { $_ => 1 } Speedy::Birth::descriptors();
    delete @is_own{ grep { !$is_open{$_} } keys %is_own };
}

# A run begins: the standard handles are those of its caller, or of a relay.
sub note_given { @given = ((stat STDIN)[0, 1], (stat STDOUT)[0, 1], (stat STDERR)[0, 1]) }

# The run is over, and its handles are closed. The connection is one more. How many are open the kernel says
# at once since Linux 6.2, and 0 before.
sub are_kept {
    my $count = (stat '/proc/self/fd')[7] || Speedy::Birth::descriptors();
    return 0 if $count == 1 + keys %is_own;
    return scalar grep { !$is_own{$_} && is_given($_) } Speedy::Birth::descriptors();
}

sub is_given {
    my ($device, $inode, $number) = (stat "/proc/self/fd/$_[0]")[0, 1, 6];
    return 0 if !defined $inode || $number == $null;
    for (my $i = 0; $i < @given; $i += 2) {
        return 1 if $given[$i] == $device && $given[$i + 1] == $inode;
    }
    return 0;
}

1;
