package Speedy::Lock;
# Waits for the lock of the queue, or of the log.
use strict;
use warnings;
use Speedy::Clock;
use Speedy::Native Fcntl => qw(LOCK_EX LOCK_NB LOCK_UN);
use Speedy::Native POSIX => qw(EAGAIN EINTR);

# Seconds. A lock is held for microseconds: a holder that was stopped must not stop us all.
my $limit = 10;
my $step = 0.0002;

# Whether it is ours.
sub take {
    my ($file) = @_;
    my $began = Speedy::Clock::seconds();
    until (flock $file, LOCK_EX | LOCK_NB) {
        return 0 if $! != EAGAIN && $! != EINTR; # the script has closed it
        return 0 if Speedy::Clock::seconds() - $began > $limit;
        select undef, undef, undef, $step;
    }
    return 1;
}

sub release { flock $_[0], LOCK_UN }

1;
