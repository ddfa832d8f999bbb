package Speedy::Places;
# The group's queue as the parent sees it: who is there, and places for those that it makes. All is
# called with the queue locked.
use strict;
use warnings;
use Speedy::Bury;
use Speedy::Clock;
use Speedy::IdleList;
use Speedy::Process;
use Speedy::Shared;

sub is_in {
    my ($state, @records) = @_;
    return grep { $_->{state} == $state } @records;
}

sub free {
    my ($queue, $record) = @_;
    $record->{$_} = 0 for @Speedy::Shared::RECORD_FIELDS;
    $queue->write($record);
}

# A place that is kept for one that doesn't come.
sub is_forsaken {
    my ($record) = @_;
    return 0 if $record->{state} != Speedy::Shared::STARTING;
    return 1 if !Speedy::Process::is_there($record->{pid});
    return Speedy::Clock::now() - $record->{since} > Speedy::Shared::START_LIMIT;
}

# How many are there, for how many nanoseconds the first in line has waited, and when a backend was last
# needed, in seconds.
sub look {
    my ($queue) = @_;
    my @all = $queue->all;
    free($queue, $_) for grep { is_forsaken($_) } @all;
    my @waiting = grep { Speedy::Process::is_there($_->{pid}) } is_in(Speedy::Shared::WAITING, @all);
    my ($first) = sort { $a <=> $b } map { $_->{since} } @waiting;
    my @idle = is_in(Speedy::Shared::IDLE, @all);
    my ($last) = sort { $b <=> $a } 0, map { $_->{since} } @idle;
    my $serving = is_in(Speedy::Shared::SERVING, @all);
    return {
        starting => scalar is_in(Speedy::Shared::STARTING, @all),
        idle => scalar @idle,
        serving => $serving,
        waiting => scalar @waiting,
        patience => defined $first ? Speedy::Clock::now() - $first : 0,
        used => $serving + @waiting > 0 ? Speedy::Clock::seconds() : $last / 1e9,
    };
}

# Returns the index of a record of that state for this process; nothing if there is no room.
sub add {
    my ($queue, $state) = @_;
    my @all = $queue->all;
    my ($free) = is_in(Speedy::Shared::FREE, @all);
    my $index = $free ? $free->{index} : @all;
    return undef if $index == Speedy::Shared::MAX_RECORDS;
    my %record = (map({ $_ => 0 } @Speedy::Shared::RECORD_FIELDS), index => $index, state => $state);
    $record{pid} = $$;
    $record{pidStart} = Speedy::Process::start_of($$) if $state == Speedy::Shared::PARENT;
    $record{since} = Speedy::Clock::now();
    $queue->write(\%record);
    return $index if $free;
    $queue->{header}{records} = $index + 1;
    $queue->write_header;
    return $index;
}

# Whether one that was made, or is to be, can still come there.
sub is_kept {
    my ($queue, $index) = @_;
    my $record = $queue->get($index);
    return $record && $record->{state} == Speedy::Shared::STARTING;
}

# Nothing comes to that place any more.
sub give_up {
    my ($queue, $index) = @_;
    my $record = $queue->get($index);
    free($queue, $record) if $record && $record->{state} == Speedy::Shared::STARTING;
}

# Its number has not become another's.
sub is_same {
    my ($record) = @_;
    my $start = Speedy::Process::start_of($record->{pid});
    return $start != 0 && $start == $record->{pidStart};
}

# One that makes none for so long that a start would have failed is no help: it stands still perhaps.
# Returns whether another process makes the backends of this group.
sub has_parent {
    my ($queue) = @_;
    my $present = look($queue);
    my $is_helpless = $present->{waiting} > 0 && $present->{patience} > Speedy::Shared::START_LIMIT;
    my @parents = grep { $_->{leaving} == 0 } is_in(Speedy::Shared::PARENT, $queue->all);
    if ($is_helpless) { free($queue, $_) for @parents }
    return !$is_helpless && grep { is_same($_) } @parents;
}

# Its record; nothing where frontends know of none of ours.
sub own_parent {
    my ($queue) = @_;
    return undef if !$queue->is_linked;
    my ($own) = grep { $_->{pid} == $$ } is_in(Speedy::Shared::PARENT, $queue->all);
    return $own;
}

# The parent of this group, if there is one.
sub parent_of {
    my ($queue) = @_;
    my ($parent) = grep { is_same($_) } is_in(Speedy::Shared::PARENT, $queue->all);
    return $parent && $parent->{pid};
}

# Of these backends, those that nobody has taken end: nobody can, from here on; the others do so behind
# their run. Those that are not ready yet find that their place is no longer kept.
sub dismiss {
    my ($queue, @pids) = @_;
    my %is_meant = map { $_ => 1 } @pids;
    my @all = $queue->all;
    free($queue, $_) for grep { $_->{pid} == $$ } is_in(Speedy::Shared::STARTING, @all);
    my @meant = grep { $is_meant{ $_->{pid} } && is_same($_) } @all;
    $queue->write_field($_->{index}, leaving => 1) for is_in(Speedy::Shared::SERVING, @meant);
    end_idle($queue, $_->{pid}) for is_in(Speedy::Shared::IDLE, @meant);
}

sub end_idle {
    my ($queue, $pid) = @_;
    # As it is now: the one behind it in the list may have gone.
    my ($record) = grep { $_->{pid} == $pid } is_in(Speedy::Shared::IDLE, $queue->all);
    Speedy::IdleList::unlink($queue, $record);
    Speedy::Bury::bury($queue, $pid, 0);
    kill TERM => $pid;
}

1;
