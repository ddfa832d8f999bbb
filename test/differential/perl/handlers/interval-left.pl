use Time::HiRes qw(setitimer getitimer ITIMER_REAL ITIMER_VIRTUAL);
printf "%s %s\n", map { scalar getitimer($_) ? 'set' : 'unset' } ITIMER_REAL, ITIMER_VIRTUAL;
$SIG{ALRM} = sub { };
setitimer(ITIMER_REAL, 50, 50);
