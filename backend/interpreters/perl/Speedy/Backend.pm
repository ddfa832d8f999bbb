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
use Speedy::Changes;
use Speedy::Connection;
use Speedy::Globals;
use Speedy::Guards;
use Speedy::Handlers;
use Speedy::Interface;
use Speedy::Late;
use CGI::SpeedyCGI ();
use PersistentPerl ();
use Speedy::Leave;
use Speedy::Log;
use Speedy::Native;
use Speedy::NoteScript;
use Speedy::OwnRecord;
use Speedy::Program;
use Speedy::Requests;
use Speedy::Run;
use Speedy::Served;
use Speedy::Shared;
use Speedy::Stage;
use Speedy::Wait;

# As Linux has them.
my ($unix_sockets, $streams) = (1, 1);
my $backlog = 16;
my $socket_mask = 0177;
my ($listener, $is_compiled);
# No run of the script can begin here any more.
my $is_unfit = 0;
# What compiling has changed around it.
my $changes;
# Of the scripts, by their paths; and the path of the one that is run.
my (%stamp, $path);
# When the run began, and where.
my ($began, $directory);

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
        if ($request) { serve($connection, $request) }
        else { refuse($@) }
        close $connection if !Speedy::Served::is_serving();
    }
}

sub refuse {
    my ($why) = @_;
    chomp $why;
    Speedy::Log::say("request refused: $why");
}

sub serve {
    my ($connection, $request) = @_;
    if (!Speedy::OwnRecord::mark_started($request->{pid})) {
        POSIX::close($_) for grep { defined } @{ $request->{descriptors} };
        Speedy::Connection::answer($connection, Speedy::Shared::REPLY_RETRY, 0);
        return refuse("process $request->{pid} is not the one that is served");
    }
    Speedy::Served::begin($request->{pid}, $connection);
    my $fault = Speedy::Stage::enter($request);
    return say_fault($fault, $request) if defined $fault;
    Speedy::Wait::leave_term() if $Speedy::Wait::hears_term;
    Speedy::Settings::wake_parent() if defined $Speedy::Settings::parent;
    $directory = $request->{directory};
    $path = $request->{script} =~ m{\A/} ? $request->{script} : "$directory/$request->{script}";
    return leave_for_another() if $is_unfit;
    return leave_stale() if is_stale($request);
    begin($request);
}

sub is_stale {
    my ($request) = @_;
    my $known = $Speedy::Settings::is_group ? $stamp{$path} : (values %stamp)[0];
    return 1 if defined $known && $known ne $request->{stamp};
    return $is_compiled && Speedy::Changes::have_happened();
}

# The parent has compiled what the script was.
sub leave_stale {
    Speedy::OwnRecord::dismiss_parent();
    leave_for_another();
}

sub leave_for_another { Speedy::Leave::leave_with(Speedy::Shared::REPLY_RETRY, 0) }

# A run begins.
sub begin {
    my ($request) = @_;
    $began = Time::HiRes::time();
    Speedy::Handles::make($request->{open});
    Speedy::Callers::note_given();
    Speedy::Stage::repeat($changes);
    @ARGV = Speedy::Stage::arguments_of($request);
    Speedy::Handlers::expect($request->{ignored});
    know($request) if !defined $stamp{$path};
    compile($request) if !$is_compiled;
    $0 = Speedy::Stage::from_outside($request->{script}) if ${^TAINT} || $0 ne $request->{script};
}

# Who asks for the script is to find us.
sub know {
    my ($request) = @_;
    return if !$Speedy::Settings::is_group && %stamp;
    $stamp{$path} = $request->{stamp};
    Speedy::NoteScript::note($path, $request->{stamp});
}

sub script_path { return $path }

sub compile {
    my ($request) = @_;
    $is_compiled = 1;
    Speedy::Stage::note();
    Speedy::Birth::note();
    Speedy::Changes::begin();
    if ($Speedy::Settings::is_group) { begin_group() }
    else { Speedy::Program::begin($request->{script}, $path) or die "$request->{script}: $!\n" }
    $! = 0;
}

sub begin_group {
    Speedy::Late::load('Speedy::Group');
    Speedy::Program::begin_group();
}

# The parent of the group comes from the first backend, and the others from that.
sub compiled {
    # A BEGIN block has forked, or we have left before a script came.
    return if $$ != $Speedy::Settings::pid || !$is_compiled;
    Speedy::Program::note();
    $changes = Speedy::Stage::changes();
    Speedy::Globals::note();
    Speedy::Handles::note();
    Speedy::Requests::note();
    Speedy::Callers::note();
    Speedy::Changes::note($began, $directory) if defined $began;
    return if !Speedy::Birth::can_fork();
    my $tells = Speedy::Birth::fork_parent() // return;
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
    my $place = Speedy::Parent::run($tells) // POSIX::_exit(0);
    Speedy::Settings::become_forked($place);
    Speedy::Guards::begin();
    enlist();
    serve_next();
}

sub say_fault {
    my ($fault, $request) = @_;
    syswrite STDERR, "speedy: $fault\n";
    Speedy::Handles::end();
    ended(Speedy::Shared::FAILED);
}

# The run has ended: first we are there for the next one, then its frontend is told. All that can wait is
# done when nobody waits any more.
sub ended {
    my ($status) = @_;
    Speedy::Served::outlive();
    Speedy::Stage::vacate();
    Speedy::Run::check_leaks();
    leave_with_run($status) if is_last();
    my $is_known = 1;
    Speedy::Served::reply(Speedy::Shared::REPLY_EXITED, $status, sub { $is_known = give_back($_[0], $status) });
    settle();
    Speedy::Wait::become_idle();
    Speedy::Globals::hear();
    Speedy::Leave::shut_down() if !$is_known;
    Speedy::Stage::leave_directory();
    Speedy::Birth::forget_parent();
    Speedy::Changes::note($began, $directory) if defined $began;
    Speedy::Run::prepare_next() or leave_unfit();
}

sub is_last {
    return 1 if !$Speedy::Run::is_clean || $Speedy::Interface::leaves || !$Speedy::Handles::are_free;
    return 1 if Speedy::Callers::are_kept();
    return Speedy::Guards::are_over($Speedy::Run::number - 1);
}

# Of the run, no handler is left, and the handles are there.
sub settle {
    Speedy::Globals::reclaim();
    Speedy::Handlers::clear();
    Speedy::Handles::reopen();
}

sub leave_with_run {
    my ($status) = @_;
    settle();
    Speedy::Globals::hear();
    Speedy::Leave::leave_with(Speedy::Shared::REPLY_EXITED, $status);
}

# The run was the last one, but that was seen only now: whoever has taken us finds another backend.
sub leave_unfit {
    Speedy::Leave::leave_if_idle();
    $is_unfit = 1;
}

# Returns false if the queue doesn't know us any more, or can't be told.
sub give_back {
    my ($frontend, $status) = @_;
    my $runs = $Speedy::Run::number - 1;
    my $is_known = eval {
        Speedy::OwnRecord::give_back($frontend, $status, $runs, \&Speedy::Leave::remove_socket);
    };
    Speedy::Log::say("not given back: $@") if $@ ne '';
    return $is_known;
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
