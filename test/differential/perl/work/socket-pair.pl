use Socket;
socketpair my $one, my $two, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die;
syswrite $one, "hello\n";
shutdown $one, 1;
print scalar <$two>, defined <$two> ? 'more' : 'end', "\n";
