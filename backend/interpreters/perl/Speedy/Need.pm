package Speedy::Need;
# How many backends a parent makes next: backend/fresh/need.ts decides the same.
use strict;
use warnings;
use Speedy::Native 'POSIX';
use Speedy::Shared;

my $online_processors = 84; # _SC_NPROCESSORS_ONLN
# Seconds until a parent looks by itself: nearly always it is called before.
my $busy_look = 1;
my $idle_look = 60;

my $cores = POSIX::sysconf($online_processors) || 1;

sub least {
    my ($least) = sort { $a <=> $b } @_;
    return $least;
}

# A cold burst forks no herd: as many at once as there are cores, and more of them than that serve only
# where somebody has waited a while. $most is 0 for no limit.
sub need {
    my ($present, $spares, $most) = @_;
    my ($starting, $idle, $serving, $waiting) = @$present{qw(starting idle serving waiting)};
    my $wanted = $waiting + $spares - $starting - $idle;
    my $room = $most > 0 ? $most - $serving - $starting - $idle : $wanted;
    my $is_patient = $present->{patience} >= Speedy::Shared::PATIENCE;
    my $at_once = $cores - $starting - ($waiting == 0 || $is_patient ? 0 : $serving);
    my $count = least($wanted, $room, $at_once);
    return $count > 0 ? $count : 0;
}

# Seconds until it may be more, if nothing happens.
sub next_look {
    my ($present) = @_;
    if ($present->{waiting} > 0 && $present->{patience} < Speedy::Shared::PATIENCE) {
        return (Speedy::Shared::PATIENCE - $present->{patience}) / 1e9 + 0.001;
    }
    return $present->{starting} + $present->{serving} + $present->{waiting} > 0 ? $busy_look : $idle_look;
}

1;
