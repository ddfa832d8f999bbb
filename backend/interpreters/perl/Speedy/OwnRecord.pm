package Speedy::OwnRecord;
# This backend's own record in the queue: registered, given back, marked, and gone.
use strict;
use warnings;
use Speedy::IdleList;
use Speedy::Late;
use Speedy::Native Fcntl => qw(LOCK_UN SEEK_SET);
use Speedy::Process;
use Speedy::Queue;
use Speedy::Settings;
use Speedy::Shared;

my $taken = 1;
my $ending = 2;
# The record's index, and where in the file it is.
my ($queue, $index, $at);

# What each run does with it is written out here, and reads and writes no more than it must: its caller
# waits. In the header and in a record, where that is.
my $line = join ' ', map { "\@$Speedy::Shared::HEADER_OFFSET{$_} L<" } qw(idle waiting);
my $whose = join ' ', map { "\@$Speedy::Shared::RECORD_OFFSET{$_} L<" } qw(state pid partner);
my ($header_size, $record_size) = (Speedy::Shared::HEADER_SIZE, Speedy::Shared::RECORD_SIZE);
my $idle_at = $Speedy::Shared::HEADER_OFFSET{idle};
my $started_at = $Speedy::Shared::RECORD_OFFSET{started};
my @changed = map { place_of($_) } @Speedy::IdleList::fields, qw(runs last status);
my $leaving_at = place_of('leaving');

# Among the fields of a record.
sub place_of {
    my ($name) = @_;
    my ($place) = grep { $Speedy::Shared::RECORD_FIELDS[$_] eq $name } 0 .. $#Speedy::Shared::RECORD_FIELDS;
    return $place;
}

# Returns false if the record is no longer kept for us: we were too slow.
sub register {
    ($index) = @_;
    $at = Speedy::Queue::offset_of($index);
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
    my $file = $queue->lock;
    my $is_marked = 0;
    sysseek $file, $at, SEEK_SET;
    my $size = sysread $file, my ($bytes), $record_size;
    if ($size && $size == $record_size && is_ours($bytes, $frontend)) {
        sysseek $file, $at + $started_at, SEEK_SET;
        $is_marked = defined syswrite $file, pack 'L<', $taken;
    }
    flock $file, LOCK_UN;
    return $is_marked;
}

# Whether it is that frontend that we serve, as our record says.
sub is_ours {
    my ($bytes, $frontend) = @_;
    my ($state, $pid, $partner) = unpack $whose, $bytes;
    return $state == Speedy::Shared::SERVING && $pid == $$ && $partner == $frontend;
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
    my @how = ($runs, $frontend, ($status & 255) << 8);
    return 1 if become_idle_at_once($frontend, \@how);
    return $queue->locked(sub {
        my $record = own() or return 0;
        # Else somebody has taken us meanwhile: the frontend is dead, and its successor waits.
        return 1 if $record->{partner} != $frontend;
        if ($record->{leaving}) {
            depart($record, $tidy);
            return 0;
        }
        @$record{qw(runs last status)} = @how;
        Speedy::IdleList::become_idle($queue, $record);
        return 1;
    });
}

# Where nobody waits, and nobody has told us anything. Returns whether that is so, and written.
sub become_idle_at_once {
    my ($frontend, $how) = @_;
    my $file = $queue->lock;
    my $is_done = 0;
    sysseek $file, 0, SEEK_SET;
    my $size = sysread($file, my ($header), $header_size) // 0;
    sysseek $file, $at, SEEK_SET if $index > 0;
    $size += sysread($file, my ($bytes), $record_size) // 0;
    if ($size == $header_size + $record_size && is_ours($bytes, $frontend)) {
        my ($idle, $waiting) = unpack $line, $header;
        my @record = unpack Speedy::Shared::RECORD_TEMPLATE, $bytes;
        $is_done = become_first_idle($idle, \@record, $how) if $waiting == 0 && !$record[$leaving_at];
    }
    flock $file, LOCK_UN;
    return $is_done;
}

# Should we be killed between the two, the list's head is no idle backend any more.
sub become_first_idle {
    my ($next, $record, $how) = @_;
    my $file = $queue->{file};
    @$record[@changed] = (Speedy::IdleList::values_before($next), @$how);
    sysseek $file, $at, SEEK_SET;
    syswrite $file, pack Speedy::Shared::RECORD_TEMPLATE, @$record or return 0;
    sysseek $file, $idle_at, SEEK_SET;
    return defined syswrite $file, pack 'L<', $index + 1;
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
