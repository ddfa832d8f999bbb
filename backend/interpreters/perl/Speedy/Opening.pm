package Speedy::Opening;
# A run is opened: from its request to the script.
use strict;
use warnings;
use Speedy::Birth;
use Speedy::Callers;
use Speedy::Changes;
use Speedy::Connection;
use Speedy::Globals;
use Speedy::Handlers;
use Speedy::Handles;
use Speedy::Late;
use Speedy::Leave;
use Speedy::Log;
use Speedy::Native 'POSIX';
use Speedy::Native 'Time::HiRes';
use Speedy::NoteScript;
use Speedy::OwnRecord;
use Speedy::Program;
use Speedy::Requests;
use Speedy::Served;
use Speedy::Settings;
use Speedy::Shared;
use Speedy::Stage;
use Speedy::Wait;

our $is_compiled = 0;
# No run of the script can begin here any more.
our $is_unfit = 0;
# What compiling has changed around it.
my $changes;
# Of the scripts, by their paths; and the path of the one that is run.
my (%stamp, $path);
# When the run began, and where.
my ($began, $directory);

# The request is taken. A run begins, or its frontend is told why not.
sub serve {
    my ($connection, $request) = @_;
    if (!Speedy::OwnRecord::mark_started($request->{pid})) {
        POSIX::close($_) for grep { defined } @{ $request->{descriptors} };
        Speedy::Connection::answer($connection, Speedy::Shared::REPLY_RETRY, 0);
        return Speedy::Log::say("request refused: process $request->{pid} is not the one that is served");
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

sub say_fault {
    my ($fault, $request) = @_;
    syswrite STDERR, "speedy: $fault\n";
    Speedy::Handles::end();
    Speedy::Closing::ended(Speedy::Shared::FAILED);
}

# The script has been compiled.
sub note {
    Speedy::Program::note();
    $changes = Speedy::Stage::changes();
    Speedy::Globals::note();
    Speedy::Handles::note();
    Speedy::Requests::note();
    Speedy::Callers::note();
    note_files();
}

# Those that this run has loaded until now.
sub note_files { Speedy::Changes::note($began, $directory) if defined $began }

1;
