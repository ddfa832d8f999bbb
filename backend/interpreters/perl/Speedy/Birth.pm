package Speedy::Birth;
# The script has been compiled: what is to be the parent of the group is forked.
use strict;
use warnings;
use Speedy::Log;
use Speedy::Native 'POSIX';
use Speedy::Settings;
use Speedy::Threads;

# Descriptors that were open before.
my %known;
# Closed by the parent when frontends find it.
my $hears;

sub descriptors {
    opendir my $directory, '/proc/self/fd' or return;
    my $own = fileno $directory;
    return grep { /\A[0-9]+\z/ && $_ != $own } readdir $directory;
}

# The script is about to be compiled.
sub note { %known = map { $_ => 1 } descriptors() }

# What BEGIN blocks have opened, processes would have in common; a thread that they have started, only one
# would have.
sub can_fork {
    my $why = why_not() // return 1;
    Speedy::Log::say("no backends are forked: the script $why while it is compiled");
    return 0;
}

sub why_not {
    return 'opens something' if grep { !$known{$_} && readlink("/proc/self/fd/$_") } descriptors();
    return 'starts a thread' if Speedy::Threads::are_there();
    return undef;
}

# Returns, in what is to be the parent, a handle that it closes when frontends find it. It is no child of
# ours: the script may wait for its own.
sub fork_parent {
    local ($?, $!);
    pipe $hears, my ($tells) or return undef;
    my $pid = CORE::fork() // return undef;
    if ($pid > 0) {
        close $tells;
        waitpid $pid, 0;
        return undef;
    }
    POSIX::_exit(0) if CORE::fork();
    undef $hears;
    POSIX::setsid();
    return $tells;
}

# Who leaves before would take the queue along, and the next run would be the first again.
sub await_parent { readline $hears if $hears; forget_parent() }

sub forget_parent { undef $hears }

1;
