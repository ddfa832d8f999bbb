package Speedy::Closing;
# A run is closed: the answer, and what is done behind it.
use strict;
use warnings;
use Speedy::Birth;
use Speedy::Callers;
use Speedy::Globals;
use Speedy::Guards;
use Speedy::Handlers;
use Speedy::Handles;
use Speedy::Interface;
use Speedy::Leave;
use Speedy::Log;
use Speedy::Opening;
use Speedy::OwnRecord;
use Speedy::Run;
use Speedy::Served;
use Speedy::Shared;
use Speedy::Stage;
use Speedy::Wait;

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
    Speedy::Opening::note_files();
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
    $Speedy::Opening::is_unfit = 1;
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

1;
