package Speedy::Callers;
# The streams that a caller has given to a run: it may wait until nobody has them open any more. A dup of
# one, which the script keeps, is closed with the process.
use strict;
use warnings;
use Speedy::Birth;

# For /dev/null, nobody waits.
my $null = (stat '/dev/null')[6];
# Our own descriptors, and the files behind those of the caller.
my (%is_own, %given);

sub begin { %is_own = map { $_ => 1 } Speedy::Birth::descriptors() }

# The run begins: the standard handles are those of its caller.
sub note {
    %given = ();
    for my $handle (\*STDIN, \*STDOUT, \*STDERR) {
        my ($device, $inode, $number) = (stat $handle)[0, 1, 6] or next;
        $given{"$device $inode"} = 1 if $number != $null;
    }
}

# The run is over, and its handles are closed.
sub are_kept { return %given && scalar grep { !$is_own{$_} && is_given($_) } Speedy::Birth::descriptors() }

sub is_given {
    my ($device, $inode) = stat "/proc/self/fd/$_[0]";
    return defined $inode && $given{"$device $inode"};
}

1;
