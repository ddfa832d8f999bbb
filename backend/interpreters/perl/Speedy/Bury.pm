package Speedy::Bury;
# What becomes of the records of a backend that died unawares.
use strict;
use warnings;
use Speedy::Process;
use Speedy::Settings;
use Speedy::Shared;

# In started: the backend has said itself how it ends.
my $announced = 2;

# With the queue locked. $how is as wait(2) tells.
sub bury {
    my ($queue, $pid, $how) = @_;
    unlink "$Speedy::Settings::group/$pid";
    my @left = grep { $_->{pid} == $pid } $queue->all or return;
    close_record($queue, $_, $how) for @left;
    $queue->wake_first;
}

# The frontend that it served reads how it died; without one, the record is free.
sub close_record {
    my ($queue, $record, $how) = @_;
    my $is_serving = $record->{state} == Speedy::Shared::SERVING;
    return if $is_serving && $record->{started} == $announced;
    if ($is_serving && Speedy::Process::is_there($record->{partner})) {
        @$record{qw(state status)} = (Speedy::Shared::DEAD, $how);
    }
    elsif ($is_serving || $record->{state} == Speedy::Shared::IDLE) {
        Speedy::Queue::vacate($record);
    }
    $queue->write($record);
}

1;
