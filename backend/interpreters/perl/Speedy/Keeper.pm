package Speedy::Keeper;
# The keeper of a Perl backend that was started, and not forked: its parent, who alone is told how it dies.
# A shell can't tell a signal from a status beyond 128: with exec, any program may end with that.
use strict;
use warnings;

# Until it has died; what is needed then takes no memory before. Without its socket, a backend leaves, or
# has said itself how it ends.
sub keep {
    my ($path, $pid) = @_;
    return if waitpid($pid, 0) != $pid;
    my $how = $?;
    my ($group) = $path =~ m{\A(.*)/}s;
    return if !-S "$group/$pid";
    require Speedy::Bury;
    require Speedy::Queue;
    no warnings 'once';
    $Speedy::Settings::group = $group;
    my $queue = Speedy::Queue->new($path) or return;
    $queue->locked(sub {
        Speedy::Bury::bury($queue, $pid, $how);
        $queue->remove_if_unused;
    });
}

1;
