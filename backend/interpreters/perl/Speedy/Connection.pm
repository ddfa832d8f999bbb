package Speedy::Connection;
# A frontend's connection: who is it, what does it ask for, and the answer. shared/wire.ts says how.
use strict;
use warnings;
use Socket::MsgHdr ();
use Speedy::Clock;
use Speedy::Native Fcntl => qw(F_SETOWN F_SETFL O_ASYNC);
use Speedy::Native POSIX => qw(EAGAIN EINTR);
use Speedy::Request;
use Speedy::Shared;

my $length_size = 4;
# Bytes: most requests fit.
my $piece = 4 * 1024;
my $room = 64; # for three descriptors
# As Linux has them: the module Socket takes longer to load than all of ours.
my ($socket_level, $peer_credentials, $receive_timeout, $rights) = (1, 17, 20, 1);
my ($no_wait, $no_signal) = (0x40, 0x4000);
# Seconds; and that as a timeval.
my $limit = Speedy::Shared::REQUEST_TIMEOUT / 1000;
my $patience = pack 'l! l!', $limit, 0;
my $close_on_exec = 0x40000000;
my $set_signal = 10; # F_SETSIG
my $kill = 9;

# Reused: to make one takes longer than to receive it.
my $message = Socket::MsgHdr->new;
my ($blank, $blank_control) = ("\0" x $piece, "\0" x $room);

# The next piece. It waits as long as the socket is told to.
sub more {
    my ($socket, $descriptors) = @_;
    for (;;) {
        $message->buf($blank);
        $message->control($blank_control);
        my $size = Socket::MsgHdr::recvmsg($socket, $message, $close_on_exec);
        if (!defined $size) {
            next if $! == EINTR;
            die $! == EAGAIN ? "it came too slowly\n" : "$!\n";
        }
        push @$descriptors, descriptors_in($message->cmsghdr);
        die "it ended early\n" if $size == 0;
        return $message->buf;
    }
}

sub descriptors_in {
    my @all;
    while (my ($level, $type, $data) = splice @_, 0, 3) {
        push @all, unpack 'i*', $data if $level == $socket_level && $type == $rights;
    }
    return @all;
}

# The frontend sends its request at once: nearly always it comes in one piece.
sub read_message {
    my ($socket, $descriptors) = @_;
    setsockopt $socket, $socket_level, $receive_timeout, $patience;
    my $text = more($socket, $descriptors);
    my $deadline;
    until (is_whole($text)) {
        $deadline //= Speedy::Clock::seconds() + $limit;
        die "it came too slowly\n" if Speedy::Clock::seconds() > $deadline;
        $text .= more($socket, $descriptors);
    }
    return substr $text, $length_size, unpack 'L<', $text;
}

sub is_whole {
    my ($text) = @_;
    return 0 if length $text < $length_size;
    my $length = unpack 'L<', $text;
    die "it has $length bytes\n" if $length > Speedy::Shared::MAX_REQUEST;
    return length $text >= $length_size + $length;
}

# For 0, 1 and 2; undefined where the frontend's was closed.
sub assign {
    my ($open, @passed) = @_;
    my $count = @passed;
    my @assigned = map { $open >> $_ & 1 ? shift @passed : undef } 0 .. 2;
    my $expected = grep { $open >> $_ & 1 } 0 .. 2;
    die "it has $count descriptors\n" if $count != $expected;
    return \@assigned;
}

# Returns the request, with its descriptors; dies with the reason if it is refused.
sub receive {
    my ($socket) = @_;
    my @descriptors;
    my $request = eval {
        my (undef, $uid) = unpack 'i3', getsockopt $socket, $socket_level, $peer_credentials;
        die "it is user $uid\'s\n" if $uid != $>;
        my $decoded = Speedy::Request::decode(read_message($socket, \@descriptors));
        die "it is of build $decoded->{version}\n" if $decoded->{version} ne Speedy::Shared::BUILD;
        $decoded->{descriptors} = assign($decoded->{open}, @descriptors);
        $decoded;
    };
    return $request if $request;
    my $why = $@;
    POSIX::close($_) for @descriptors;
    die $why;
}

# Whoever went away doesn't get it.
sub answer {
    my ($socket, $kind, $value) = @_;
    send $socket, pack('L< l<', $kind, $value), $no_signal | $no_wait;
}

# From here on, this process is killed when the frontend goes away: whatever the script is doing.
sub die_with_peer {
    my ($socket) = @_;
    fcntl $socket, F_SETOWN, $$;
    fcntl $socket, $set_signal, $kill;
    fcntl $socket, F_SETFL, O_ASYNC;
}

sub outlive_peer { fcntl $_[0], F_SETFL, 0 }

1;
