package Speedy::OwnRecord;
# This backend's own record in the queue: registered, given back, marked, and gone.
use strict;
use warnings;
use Speedy::IdleList;
use Speedy::Late;
use Speedy::Process;
use Speedy::Queue;
use Speedy::Settings;
use Speedy::Shared;

my $taken = 1;
my $ending = 2;
my ($queue, $index);

# Returns false if the record is no longer kept for us: we were too slow.
sub register {
    ($index) = @_;
    $queue = Speedy::Queue->new($Speedy::Settings::queue) or return 0;
    return $queue->locked(sub {
        my $record = $queue->get($index);
        return 0 if !$record || $record->{state} != Speedy::Shared::STARTING;
        $record->{$_} = 0 for @Speedy::Shared::RECORD_FIELDS;
        @$record{qw(pid pidStart)} = ($$, Speedy::Process::start_of($$));
        Speedy::IdleList::become_idle($queue, $record);
        return 1;
    });
}

# Another process is the backend.
sub forget { undef $queue }

# It makes no more, and those that nobody has taken end.
sub dismiss_parent {
    Speedy::Late::load('Speedy::Places');
    my $parent = $queue->locked(sub { Speedy::Places::parent_of($queue) });
    kill TERM => $parent if $parent;
}

sub own {
    my $record = $queue->get($index);
    return undef if !$record || $record->{pid} != $$ || $record->{state} == Speedy::Shared::FREE;
    return $record;
}

# The request is taken: from now on a death of ours is the script's.
# Returns false if we serve somebody else by now, or nobody.
sub mark_started {
    my ($frontend) = @_;
    return $queue->locked(sub {
        my $record = own();
        return 0 if !$record || $record->{state} != Speedy::Shared::SERVING;
        return 0 if $record->{partner} != $frontend;
        $queue->write_field($index, started => $taken);
        return 1;
    });
}

# This process ends by itself, with what it has still to say: its frontend looks here for how.
# Needs no lock: nobody else is served before we have given back.
sub mark_ending {
    my ($status) = @_;
    $queue->write_field($index, started => $ending, ($status & 255) << 8);
}

# The run has ended: serve the next in line, or be idle; unless we are told to leave. If we are killed
# before its frontend is told, that looks here for how.
# Returns false if the queue doesn't know us any more.
sub give_back {
    my ($frontend, $status, $runs, $tidy) = @_;
    return $queue->locked(sub {
        my $record = own() or return 0;
        # Else somebody has taken us meanwhile: the frontend is dead, and its successor waits.
        return 1 if $record->{partner} != $frontend;
        if ($record->{leaving}) {
            depart($record, $tidy);
            return 0;
        }
        @$record{qw(runs last status)} = ($runs, $frontend, ($status & 255) << 8);
        Speedy::IdleList::become_idle($queue, $record);
        return 1;
    });
}

# Whether frontends can find us.
sub is_kept { $queue->is_linked && $queue->locked(sub { own() ? 1 : 0 }) }

# Takes this backend off the queue; the first in line is woken, to look for another.
# With if_idle, only if nobody has taken us. Returns whether it is off the queue.
sub leave {
    my ($if_idle, $tidy) = @_;
    return $queue->locked(sub {
        my $record = own();
        return 0 if $record && $if_idle && !is_idle($record) && !is_forsaken($record);
        depart($record, $tidy);
        return 1;
    });
}

sub is_idle { $_[0]{state} == Speedy::Shared::IDLE }

# Somebody has taken us, but died before we were told what for.
sub is_forsaken {
    my ($record) = @_;
    return 0 if $record->{state} != Speedy::Shared::SERVING || $record->{started} != 0;
    return !Speedy::Process::is_there($record->{partner});
}

# With the lock held.
sub depart {
    my ($record, $tidy) = @_;
    $tidy->();
    if ($record) {
        Speedy::IdleList::unlink($queue, $record) if is_idle($record);
        Speedy::Queue::vacate($record);
        $queue->write($record);
    }
    $queue->wake_first;
    $queue->remove_if_unused;
}

1;
