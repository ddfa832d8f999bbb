package Speedy::Callers;
# The pipes and sockets that a caller has given to a run: who reads them waits until nobody has them open
# any more. A dup of one, which the script keeps, is closed with the process.
use strict;
use warnings;
use Fcntl qw(S_ISFIFO S_ISSOCK);
use POSIX ();
use Speedy::Birth;

# The files behind our own descriptors, and those of the caller.
my (%own, %given);

sub begin { %own = map { $_ => file_of($_) } Speedy::Birth::descriptors() }

# The run begins: descriptors 0, 1 and 2 are those of its caller.
sub note { %given = map { file_of($_) => 1 } grep { is_waited_for($_) } 0 .. 2 }

# Device and inode.
sub file_of { return join ' ', (POSIX::fstat($_[0]))[0, 1] }

sub is_waited_for {
    my $mode = (POSIX::fstat($_[0]))[2];
    return S_ISFIFO($mode) || S_ISSOCK($mode);
}

# The run is over, and its handles are closed.
sub are_kept { return %given && scalar grep { is_kept($_) } Speedy::Birth::descriptors() }

sub is_kept {
    my ($fd) = @_;
    my $file = file_of($fd);
    return $given{$file} && (!defined $own{$fd} || $own{$fd} ne $file);
}

1;
