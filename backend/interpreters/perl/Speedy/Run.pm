package Speedy::Run;
# One run after the other: the condition of the loop that the script is in.
use strict;
use warnings;
use Speedy::Native 'POSIX';
use Speedy::Exit;
use Speedy::Globals;
use Speedy::Handles;
use Speedy::Interface;
use Speedy::Late;
use Speedy::Log;
use Speedy::Program;
use Speedy::Random;
use Speedy::Requests;
use Speedy::Script;
use Speedy::Settings;
use Speedy::Standing;

my $no_hang = POSIX::WNOHANG();

our $number = 1;
# Whether the next run finds nothing of this one.
our $is_clean = 1;
my $is_compiled = 0;
my $is_ending = 0;
my @left;
# The script that is run: a Speedy::Script.
my $script;

# Until a run begins, or the process ends.
sub next_run {
    return compiled() if !$is_compiled;
    end_child() if $$ != $Speedy::Settings::pid;
    # Perl ends its threads with the process only, and says of which.
    CORE::exit($Speedy::Exit::status) if $INC{'threads.pm'} && Speedy::Threads::are_left();
    return 0 if $Speedy::Settings::is_fresh; # perl does the rest
    finish();
    Speedy::Closing::ended($? & 255);
    Speedy::Backend::serve_next();
    $script->renew if !$Speedy::Settings::is_group;
    begin();
    return 1;
}

sub compiled {
    $is_compiled = 1;
    Speedy::Standing::note();
    if (!$Speedy::Settings::is_group) {
        Speedy::Program::renew_data() if Speedy::Settings::is_forked();
        $script = Speedy::Script->main;
    }
    Speedy::Globals::prepare();
    begin();
    return 1;
}

# A run is over, and its frontend has been told. Returns whether another one finds all as it was.
sub prepare_next {
    return 1 if !$script;
    Speedy::Requests::renew();
    Speedy::Random::forget();
    $script->prepare;
    Speedy::Program::renew_data() if !$Speedy::Settings::is_group;
    Speedy::LeakCheck::look(Speedy::Opening::script_path(), $number - 1) if $INC{'Speedy/LeakCheck.pm'};
    Speedy::Globals::prepare();
    return Speedy::Standing::is_same() && Speedy::Handles::are_own();
}

# The run is over. What is opened for it must not get the places of the standard handles.
sub check_leaks {
    return if !$INC{'Speedy/LeakCheck.pm'};
    Speedy::Handles::reopen();
    Speedy::LeakCheck::end(Speedy::Opening::script_path(), $number - 1);
    return if $Speedy::Settings::option{LeakCheck} ne 'retire' || !Speedy::LeakCheck::is_too_much();
    Speedy::Log::say('LeakCheck replaces this backend: what its runs leave grows') if $is_clean;
    $is_clean = 0;
}

# The turn of a loop in which scripts share this process.
sub run_one {
    my ($path, $name) = (Speedy::Opening::script_path(), $0);
    my $is_known = Speedy::Group::is_known($path);
    my $found = Speedy::Group::find($path, $name);
    $script = $found->{script};
    $script->renew if $is_known;
    Speedy::Group::run($found);
}

sub begin {
    $Speedy::Exit::status = 0;
    $is_ending = 0;
    Speedy::Globals::reset();
    if (Speedy::Settings::checks_leaks()) {
        Speedy::Late::load('Speedy::LeakCheck');
        Speedy::LeakCheck::begin();
    }
    Speedy::Handles::close_others();
}

# What is to be done at its end. Should exit be called there, we come here again, for the rest. What may call
# the script may also have forked: then it is the child that comes back.
sub finish {
    if (!$is_ending) {
        $is_ending = 1;
        @left = $script->end_blocks;
    }
    $? = $Speedy::Exit::status & 0xffff;
    while (my $block = shift @left) {
        eval { $block->(); 1 } or failed($@);
        end_child() if $$ != $Speedy::Settings::pid;
    }
    my $status = clean_up($?);
    end_modules() if $INC{'File/Temp.pm'};
    $is_clean = $script->end;
    $status ||= 1 if !Speedy::Handles::end();
    end_child() if $$ != $Speedy::Settings::pid;
    Speedy::Globals::hold();
    reap();
    $number++;
    $? = $status;
}

# It keeps files until the process ends: to it, the end of a run is that. Its words are the last of the run.
sub end_modules { eval { File::Temp::cleanup(at_exit => 1); 1 } or Speedy::Handles::complain($@) }

# What the script has forked comes here at its end.
sub end_child {
    forget_called_ends();
    CORE::exit($is_ending ? $? : $Speedy::Exit::status);
}

# This process ends, or one that an END block has forked.
sub forget_called_ends { $script->forget_ends(@left) if $is_ending }

# The functions of register_cleanup, behind all others, while the handles are there.
sub clean_up {
    my ($status) = @_;
    while (my $cleanup = Speedy::Interface::next_cleanup()) {
        next if eval { no strict 'refs'; $cleanup->(); 1 };
        Speedy::Handles::complain($@);
        $status ||= 1;
        $Speedy::Interface::leaves = 1;
    }
    return $status;
}

# An END block has died: perl does the same, and calls the others.
sub failed {
    my ($error) = @_;
    Speedy::Handles::complain("${error}END failed--call queue aborted.\n");
    $? = $! & 255 || $? >> 8 & 255 || 255;
}

# Children that have ended. Others go on: they are none of the next run, which may wait for its own.
sub reap {
    local $?;
    my $pid;
    do { $pid = waitpid -1, $no_hang } while $pid > 0;
    $is_clean = 0 if $pid == 0;
}

1;
