use POSIX qw(:signal_h);
my $set = POSIX::SigSet->new(SIGUSR1);
$SIG{USR1} = sub { print "signal\n" };
sigprocmask(SIG_BLOCK, $set);
kill USR1 => $$;
print "blocked\n";
sigprocmask(SIG_UNBLOCK, $set);
print "after\n";
sigprocmask(SIG_BLOCK, $set);
