use IO::Socket::INET;
my $server = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die $@;
my $client = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->sockport) or die $@;
my $peer = $server->accept;
print {$client} "over a socket\n"; $client->flush;
print scalar <$peer>, $peer->peerhost, "\n";
