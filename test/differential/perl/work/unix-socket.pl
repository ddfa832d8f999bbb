use IO::Socket::UNIX; use File::Temp 'tempdir';
my $room = tempdir;
my $server = IO::Socket::UNIX->new(Local => "$room/s", Listen => 1) or die $!;
my $client = IO::Socket::UNIX->new(Peer => "$room/s") or die $!;
my $peer = $server->accept;
print {$peer} "unix\n"; close $peer;
print scalar <$client>;
unlink "$room/s"; rmdir $room;
