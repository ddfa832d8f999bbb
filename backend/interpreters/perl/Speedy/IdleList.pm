package Speedy::IdleList;
# The list of idle backends, and the line of those who wait for one: called with the lock held.
use strict;
use warnings;
use Speedy::Clock;
use Speedy::Process;
use Speedy::Shared;

# In a record that has become idle: these, and what they are. $next is the head of the list until then.
our @fields = qw(state next partner since started);
sub values_before { my ($next) = @_; return (Speedy::Shared::IDLE, $next, 0, Speedy::Clock::now(), 0) }

# The backend serves the first in line from here on.
sub call {
    my ($queue, $record, $frontend) = @_;
    @$record{qw(state partner)} = (Speedy::Shared::SERVING, $frontend->{pid});
    $queue->write($record);
    @$frontend{qw(state partner since)} = (Speedy::Shared::CALLED, @$record{qw(index since)});
    $queue->write($frontend);
    $queue->{header}{waiting}--;
    $queue->write_header;
    Speedy::Process::wake($frontend->{pid});
}

# Writes a backend's record: the first who waits is called, else it is idle.
sub become_idle {
    my ($queue, $record) = @_;
    my $header = $queue->{header};
    my $waiting = $header->{waiting} && $queue->first_waiting;
    @$record{@fields} = values_before($waiting ? $record->{next} : $header->{idle});
    return call($queue, $record, $waiting) if $waiting;
    $header->{idle} = $record->{index} + 1;
    $queue->write_both($record);
}

# Takes an idle backend off the list, wherever in it that is; its record is left to the caller.
sub unlink {
    my ($queue, $record) = @_;
    my $number = $record->{index} + 1;
    if ($queue->{header}{idle} == $number) {
        $queue->{header}{idle} = $record->{next};
        return $queue->write_header;
    }
    for my $other ($queue->all) {
        next if $other->{state} != Speedy::Shared::IDLE || $other->{next} != $number;
        $other->{next} = $record->{next};
        $queue->write($other);
    }
}

1;
