package Speedy::Parent;
# The parent of a group: a copy of the first backend, made when that had compiled the script. It forks
# the other backends when they are needed, and runs nothing itself. To frontends it is a parent as that of
# fresh runs: backend/fresh/parent.ts.
use strict;
use warnings;
use Speedy::Bury;
use Speedy::Clock;
use Speedy::Native 'POSIX';
use Speedy::Native 'Time::HiRes';
use Speedy::Need;
use Speedy::Places;
use Speedy::Queue;
use Speedy::Recipe;
use Speedy::Script;
use Speedy::Settings;
use Speedy::Shared;

# Backends that end before they are ready, one after the other: then no better ones will come.
my $most_failures = 3;
# Seconds. One that can't be made now may be made then.
my $failure_pause = 0.2;
# Seconds. So often it looks whether the last one has left.
my $last_look = 1;
# Seconds. So often it looks whether frontends can find the queue.
my $look_interval = 60;

my @signals = qw(URG CHLD TERM ALRM);
my $all = POSIX::SigSet->new(map { POSIX->can("SIG$_") ? POSIX->can("SIG$_")->() : 23 } @signals);
my $none = POSIX::SigSet->new;

my ($queue, %made, $is_told, $failures, $failed_at, $used_at);

# Until nobody needs it any more: then the process ends. Returns in each process that it has made, with
# the index of the record that is kept for that. A handle is closed when frontends find it.
sub run {
    my ($tells) = @_;
    my $is_only = enlist();
    Speedy::Recipe::note($Speedy::Settings::keeper) if $is_only;
    close $tells;
    return undef if !$is_only;
    Speedy::Script->main->prepare;
    listen_to_signals();
    for (;;) {
        my $plan = $queue->locked(\&plan) or return undef;
        for my $place (@{ $plan->{places} }) {
            return abandon($place) if make($place);
        }
        pause($plan->{pause});
        reap();
    }
}

# Returns false if another process is the parent of this group.
sub enlist {
    $queue = Speedy::Queue->new($Speedy::Settings::queue) or return 0;
    ($is_told, $failures, $failed_at, $used_at) = (0, 0, 0, Speedy::Clock::seconds());
    %made = ();
    return $queue->locked(sub {
        !Speedy::Places::has_parent($queue) && defined Speedy::Places::add($queue, Speedy::Shared::PARENT);
    });
}

# They come in pause() only.
sub listen_to_signals {
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $all);
    $SIG{$_} = sub { } for qw(URG CHLD ALRM);
    $SIG{TERM} = sub { $is_told = 1 };
}

sub pause {
    my ($seconds) = @_;
    Time::HiRes::alarm($seconds);
    POSIX::sigsuspend($none);
    Time::HiRes::alarm(0);
}

# Places to fill, and how long to wait then; nothing if we have left.
sub plan {
    my $present = Speedy::Places::look($queue);
    $used_at = $present->{used} if $present->{used} > $used_at;
    return leave() if is_over($present);
    my $pause = Speedy::Need::least(Speedy::Need::next_look($present), $look_interval);
    my $timeout = $Speedy::Settings::option{Timeout};
    $pause = Speedy::Need::least($pause, 0.001 + $used_at + $timeout - Speedy::Clock::seconds())
        if $timeout > 0 && is_used();
    # The first backend is none of our children.
    $pause = Speedy::Need::least($pause, $last_look) if !is_used();
    $pause = Speedy::Need::least($pause, $failure_pause) if $failures > 0;
    return { places => [places_for($present)], pause => $pause > 0 ? $pause : $failure_pause };
}

sub places_for {
    my ($present) = @_;
    return if $failures > 0 && Speedy::Clock::seconds() < $failed_at + $failure_pause;
    my $spares = is_used() ? Speedy::Settings::min_spare() : 0;
    my $count = Speedy::Need::need($present, $spares, $Speedy::Settings::option{MaxBackends});
    return grep { defined } map { Speedy::Places::add($queue, Speedy::Shared::STARTING) } 1 .. $count;
}

sub is_used {
    my $timeout = $Speedy::Settings::option{Timeout};
    return $timeout == 0 || Speedy::Clock::seconds() < $used_at + $timeout;
}

# Returns true in the process that was made.
sub make {
    my ($place) = @_;
    my $pid = CORE::fork();
    return 1 if defined $pid && $pid == 0;
    if ($pid) { $made{$pid} = $place }
    else {
        fail();
        $queue->locked(sub { Speedy::Places::give_up($queue, $place) });
    }
    return 0;
}

sub fail {
    $failures++;
    $failed_at = Speedy::Clock::seconds();
}

# What is the parent's alone.
sub abandon {
    my ($place) = @_;
    delete @SIG{@signals};
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $none);
    undef $queue;
    %made = ();
    CORE::srand();
    return $place;
}

sub reap {
    while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
        my ($place, $how) = (delete $made{$pid}, $?);
        my $is_lost = $queue->locked(sub { bury($pid, $how, $place) });
        if ($is_lost) { fail() }
        else { $failures = 0 }
    }
}

# Returns whether it has ended before it was ready.
sub bury {
    my ($pid, $how, $place) = @_;
    Speedy::Bury::bury($queue, $pid, $how);
    return 0 if !defined $place || grep { $_ == $place } values %made;
    my $is_lost = Speedy::Places::is_kept($queue, $place);
    Speedy::Places::give_up($queue, $place) if $is_lost;
    return $is_lost;
}

# We are told to leave, all fail, nobody has come for so long that the last one has left.
sub is_over {
    my ($present) = @_;
    return 1 if $is_told || !Speedy::Places::own_parent($queue);
    return 1 if $failures >= $most_failures && !%made;
    my ($starting, $idle, $serving, $waiting) = @$present{qw(starting idle serving waiting)};
    return !is_used() && $starting + $idle + $serving + $waiting == 0;
}

# Whoever waits starts another one like us.
sub leave {
    my $own = Speedy::Places::own_parent($queue);
    if ($own) {
        Speedy::Places::free($queue, $own);
        # Of the first backend, it has the settings.
        Speedy::Places::dismiss($queue, $Speedy::Settings::pid, keys %made) if $is_told;
    }
    $queue->wake_first;
    $queue->remove_if_unused;
    return undef;
}

1;
