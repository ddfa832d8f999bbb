package Speedy::Leave;
# The ways in which a backend leaves the queue, and ends.
use strict;
use warnings;
use Speedy::Birth;
use Speedy::Ends;
use Speedy::Interface;
use Speedy::OwnRecord;
use Speedy::Served;
use Speedy::Settings;
use Speedy::Shared;
use Speedy::Stage;

sub remove_socket { unlink Speedy::Settings::socket_path() }

# Off the queue before the frontend is told, so that nobody counts on us any more.
sub leave_with {
    my ($kind, $value) = @_;
    Speedy::Birth::await_parent();
    Speedy::OwnRecord::leave(0, \&remove_socket);
    Speedy::Served::reply($kind, $value);
    shut_down();
}

sub leave_if_idle { Speedy::OwnRecord::leave(1, \&remove_socket) and shut_down() }

# Nobody is served any more.
sub shut_down {
    Speedy::Ends::forget();
    Speedy::Stage::leave_directory();
    call_handlers() if Speedy::Interface::has_handlers();
    CORE::exit(0);
}

# Where no run is there any more, what they write goes to the log.
sub call_handlers {
    Speedy::Stage::enter_log();
    Speedy::Interface::call_handlers();
}

# The process ends with the run: its frontend reads how, and nobody finds us any more. Without the socket,
# our keeper says nothing of our death: it goes when we have said it ourselves.
sub end_with_run {
    my ($status) = @_;
    Speedy::Birth::await_parent();
    Speedy::OwnRecord::mark_ending($status);
    remove_socket();
}

1;
