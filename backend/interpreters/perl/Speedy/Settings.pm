package Speedy::Settings;
# What the frontend that starts a backend tells it: frontend/start.c and start.ts say it.
use strict;
use warnings;
use Speedy::Shared;

# Paths; the index of our record; the options by name, as text, which the script may set.
our ($queue, $group, $log, $record, %option);
# What it was started by, and how it is told of: the pid of its keeper.
our $keeper = getppid;
# Of this process: one that the script forks is none of ours.
our $pid = $$;

# Whether scripts share this process, and whether it makes one run only.
our ($is_group, $is_fresh);

# Under -T too, we trust whoever started us.
sub take {
    my @told = map { /\A(.*)\z/s } @_;
    ($queue, $record) = splice @told, 0, 2;
    ($group) = $queue =~ m{\A(.*)/}s;
    ($log) = $group =~ m{\A(.*)/}s;
    $log .= '/log';
    @option{@Speedy::Shared::OPTIONS} = @told;
    ($is_group, $is_fresh) = ($option{Group} ne 'none', $option{Fresh});
}

# The pid of the parent that has forked this backend.
our $parent;

sub become_forked {
    ($record) = @_;
    ($parent, $pid) = (getppid, $$);
}

sub is_forked { defined $parent }

# The parent is told that one is idle no more: it may have to make another. Whoever waits tells it himself.
sub wake_parent { kill URG => $parent if min_spare() }

# Of a fresh run, nothing can stay.
sub checks_leaks { $option{LeakCheck} ne 'off' && !$is_fresh }

# Idle backends, beyond those that serve.
sub min_spare { $is_fresh && !$option{MinSpare} ? 1 : $option{MinSpare} }

sub socket_path { "$group/$$" }

1;
