package Speedy::Guards;
# What has this backend replaced behind a run.
use strict;
use warnings;
use Speedy::Clock;
use Speedy::Native 'POSIX';
use Speedy::Settings;

my $born = Speedy::Clock::seconds();
my $mebibyte = 2**20;
my $page_size = POSIX::sysconf(POSIX::_SC_PAGESIZE());

# This process was forked from another.
sub begin { $born = Speedy::Clock::seconds() }

# $runs is how many it has made.
sub are_over {
    my ($runs) = @_;
    return 1 if $Speedy::Settings::is_fresh;
    my ($most, $size, $age) = @Speedy::Settings::option{qw(MaxRuns MaxMemory MaxAge)};
    return 1 if $most > 0 && $runs >= $most;
    return 1 if $size > 0 && resident() > $size * $mebibyte;
    return $age > 0 && Speedy::Clock::seconds() - $born >= $age;
}

# Bytes.
sub resident {
    open my $file, '<', '/proc/self/statm' or return 0;
    local $/ = "\n";
    my (undef, $resident) = split ' ', readline $file;
    return $resident * $page_size;
}

# Seconds until it is too old; nothing for no limit.
sub until_old {
    my $most = $Speedy::Settings::option{MaxAge} || return undef;
    my $left = $born + $most - Speedy::Clock::seconds();
    return $left > 0 ? $left : 0;
}

1;
