package Speedy::Served;
# The frontend whose run is being served.
use strict;
use warnings;
use Speedy::Connection;

my ($connection, $frontend);

sub is_serving { defined $connection }

# $frontend is its pid.
sub begin {
    ($frontend, $connection) = @_;
    Speedy::Connection::die_with_peer($connection);
}

# Another process serves it.
sub forget { undef $connection }

# What has been forked must not keep it open: its end tells the frontend that the backend has died.
sub release {
    close $connection if is_serving();
    forget();
}

# The run has ended: what becomes of the frontend makes no difference any more.
sub outlive { Speedy::Connection::outlive_peer($connection) if is_serving() }

# Nobody is served any more. $tell is called with the frontend's pid, before it is told.
sub reply {
    my ($kind, $value, $tell) = @_;
    return if !is_serving();
    my ($socket, $pid) = ($connection, $frontend);
    undef $connection;
    $tell->($pid) if $tell;
    Speedy::Connection::answer($socket, $kind, $value);
    close $socket;
}

1;
