use POSIX;
my $action = POSIX::SigAction->new(sub { print "action $_[0]\n" });
POSIX::sigaction(SIGUSR1, $action, my $old = POSIX::SigAction->new);
print "was ", $old->handler, "\n";
kill USR1 => $$;
