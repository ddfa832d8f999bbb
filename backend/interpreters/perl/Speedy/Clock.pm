package Speedy::Clock;
# CLOCK_BOOTTIME, the clock of the queue: nobody sets it.
use strict;
use warnings;
use Speedy::Native 'Time::HiRes';

my $boottime = 7;

# In nanoseconds.
sub now { int(1e9 * Time::HiRes::clock_gettime($boottime)) }

# In seconds.
sub seconds { Time::HiRes::clock_gettime($boottime) }

1;
