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
    my $most = Speedy::Settings::max_runs();
    return 1 if $most > 0 && $runs >= $most;
    return is_large($Speedy::Settings::option{MaxMemory}) || is_old($Speedy::Settings::option{MaxAge});
}

sub is_large {
    my ($most) = @_;
    return $most && resident() > $most * $mebibyte;
}

# Bytes.
sub resident {
    open my $file, '<', '/proc/self/statm' or return 0;
    local $/ = "\n";
    my (undef, $resident) = split ' ', readline $file;
    return $resident * $page_size;
}

sub is_old {
    my ($most) = @_;
    return $most > 0 && Speedy::Clock::seconds() - $born >= $most;
}

# Seconds until it is too old; nothing for no limit.
sub until_old {
    my $most = $Speedy::Settings::option{MaxAge} || return undef;
    my $left = $born + $most - Speedy::Clock::seconds();
    return $left > 0 ? $left : 0;
}

1;
