package Speedy::Backend;
# speedy_backend for Perl scripts: keeps the interpreter, and runs the script again and again. Perl loads
# this before anything else; the first request is taken here, and then perl compiles the script.
use strict;
use warnings;

# Defined before all others, so that it is called behind them.
END { $? = process_ends($?) if defined &process_ends }

# Before those of the script: it has been compiled. Errno stays: die makes an exit status of it.
INIT { local $! = $!; compiled(); Speedy::Handlers::restore() }

use Speedy::Settings;
use Speedy::Exit;
use Speedy::Fork;
use Speedy::Packages;
use Speedy::Random;
BEGIN {
    Speedy::Exit::replace();
    Speedy::Fork::replace(\&release);
    Speedy::Random::replace();
    Speedy::Packages::check();
}
use Speedy::Birth;
use Speedy::Callers;
use Speedy::Closing;
use Speedy::Connection;
use Speedy::Globals;
use Speedy::Guards;
use Speedy::Handlers;
use Speedy::Handles;
use Speedy::Interface;
use Speedy::Late;
use CGI::SpeedyCGI ();
use PersistentPerl ();
use Speedy::Leave;
use Speedy::Log;
use Speedy::Native 'POSIX';
use Speedy::Opening;
use Speedy::OwnRecord;
use Speedy::Program;
use Speedy::Run;
use Speedy::Served;
use Speedy::Stage;
use Speedy::Wait;

# As Linux has them.
my ($unix_sockets, $streams) = (1, 1);
my $backlog = 16;
my $socket_mask = 0177;
my $listener;

sub import {
    Speedy::Native::hide();
    my ($own) = grep { -e "$_/Speedy/Backend.pm" } @INC;
    @INC = grep { $_ ne $own } @INC;
    Speedy::Settings::take(@ARGV);
    # A shell ignores them in what it starts in the background, as its keeper has started us.
    $SIG{$_} = undef for qw(INT QUIT);
    Speedy::Program::prepare();
    enlist();
    serve_next();
}

# From here on frontends find us.
sub enlist {
    setpgrp 0, 0; # a signal from the script to its whole group is not meant for others
    umask $socket_mask;
    socket $listener, $unix_sockets, $streams, 0 or die "socket: $!\n";
    my $path = Speedy::Settings::socket_path();
    bind $listener, pack 'S Z108', $unix_sockets, $path or die "$path: $!\n";
    listen $listener, $backlog or die "$path: $!\n";
    if (!Speedy::OwnRecord::register($Speedy::Settings::record)) {
        Speedy::Leave::remove_socket();
        Speedy::Leave::shut_down();
    }
    Speedy::Stage::leave();
    Speedy::Stage::leave_directory();
    Speedy::Callers::begin();
}

# In a process that the script has forked: only the backend answers, and is found.
sub release {
    Speedy::Served::release();
    Speedy::OwnRecord::forget();
    close $listener if defined $listener;
}

# Until a run can begin.
sub serve_next {
    until (Speedy::Served::is_serving()) {
        Speedy::Wait::await($listener);
        accept my $connection, $listener or next;
        my $request = eval { Speedy::Connection::receive($connection) };
        if ($request) { Speedy::Opening::serve($connection, $request) }
        else { Speedy::Log::say('request refused: ' . $@ =~ s/\n\z//r) }
        close $connection if !Speedy::Served::is_serving();
    }
}

# The parent of the group comes from the first backend, and the others from that.
sub compiled {
    # A BEGIN block has forked, or we have left before a script came.
    return if $$ != $Speedy::Settings::pid || !$Speedy::Opening::is_compiled;
    Speedy::Opening::note();
    return if !Speedy::Birth::can_fork();
    my $tells = Speedy::Birth::fork_parent() // return;
    my $place = be_parent($tells) // POSIX::_exit(0);
    Speedy::Settings::become_forked($place);
    Speedy::Guards::begin();
    enlist();
    serve_next();
}

# Returns in each backend that it has forked, with the index of the record that is kept for that.
sub be_parent {
    my ($tells) = @_;
    Speedy::Served::forget();
    Speedy::OwnRecord::forget();
    close $listener;
    Speedy::Stage::leave(); # what is to be written is the first one's
    Speedy::Handles::end();
    Speedy::Stage::leave();
    Speedy::Stage::leave_directory();
    Speedy::Late::load('Speedy::Parent');
    Speedy::Globals::hold();
    Speedy::Handlers::clear();
    Speedy::Globals::hear();
    return Speedy::Parent::run($tells);
}

# Whatever ends it: exit where the run can't be left, die, or an error while the script is compiled.
sub process_ends {
    my ($status) = @_;
    return $status if $$ != $Speedy::Settings::pid || !Speedy::Served::is_serving();
    local ($!, $@);
    $status = Speedy::Run::clean_up($status);
    Speedy::Interface::call_handlers();
    $status ||= 1 if !Speedy::Handles::is_flushed();
    Speedy::Leave::end_with_run($status);
    return $status;
}

1;
