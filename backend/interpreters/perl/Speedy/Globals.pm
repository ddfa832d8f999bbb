package Speedy::Globals;
# The variables of perl's own, and what they stand for: for each run as they are when perl has compiled
# the script. What modules set when they are loaded is there in each run, as under plain perl.
use strict;
use warnings;
use Speedy::Handlers;
use Speedy::Native 'POSIX';
use Speedy::Native 'Time::HiRes';
use Speedy::Untie;

my @variables = \($/, $\, $,, $", $;, $^A, $^L, $:, $^W, $^F, $^X, $^O);
my $set_mask = POSIX::SIG_SETMASK();
my $none = POSIX::SigSet->new;
my $all = POSIX::SigSet->new;
$all->fillset;
my $pending = POSIX::SigSet->new;
my $is_member = \&POSIX::SigSet::ismember; # to the script, there is no such method
my %number = (ALRM => POSIX::SIGALRM(), HUP => POSIX::SIGHUP(), INT => POSIX::SIGINT(), PIPE => POSIX::SIGPIPE(),
    QUIT => POSIX::SIGQUIT(), USR1 => POSIX::SIGUSR1(), USR2 => POSIX::SIGUSR2());
# ITIMER_VIRTUAL and ITIMER_PROF; alarm is the other one.
my @other_timers = (1, 2);
my $can_round = defined &POSIX::fesetround;
# What these names mean, whatever a script puts in their places.
my @meant = (
    map({ [$_, *$_{HASH}] } \(*ENV, *INC, *SIG)),
    map({ [$_, *$_{ARRAY}] } \(*ARGV, *INC)),
    map({ [$_, *$_{SCALAR}] } \(*_, *0, */, *\, *,, *", *;, *:)),
);
my (@values, @include, $locale, $errno);

# The script has been compiled: die makes an exit status of errno.
sub note {
    $errno = $! + 0;
    @values = map { $$_ } @variables;
    @include = @INC;
    $locale = locale();
    Speedy::Handlers::take();
}

sub locale { return POSIX::setlocale(POSIX::LC_ALL()) }

# A run has ended, its last destructor too: nothing of it is to be called in our own work. Signals wait until
# its handlers are gone.
sub hold {
    alarm 0;
    Speedy::Untie::it($_) for \(%SIG, %INC);
    # Without these modules, a script can't have set them.
    if ($INC{'Time/HiRes.pm'}) { Time::HiRes::setitimer($_, 0) for @other_timers }
    delete @SIG{qw(__DIE__ __WARN__)};
    POSIX::sigprocmask($set_mask, $all);
    POSIX::setlocale(POSIX::LC_ALL(), $locale) if $INC{'POSIX.pm'} && locale() ne $locale;
}

# Its names mean what they do in a process that begins.
sub reclaim {
    for my $meant (@meant) {
        my ($glob, $what) = @$meant;
        *$glob = $what;
        Speedy::Untie::it($what);
    }
}

# Its handlers are gone, and so are signals that were meant for it; but TERM may be meant for us.
sub hear {
    POSIX::sigpending($pending);
    for my $name (grep { $is_member->($pending, $number{$_}) } keys %number) {
        $SIG{$name} = 'IGNORE';
        $SIG{$name} = undef;
    }
    POSIX::sigprocmask($set_mask, $none);
}

# What our own work doesn't change until a run begins.
sub prepare {
    ${ $variables[$_] } = $values[$_] for 0 .. $#values;
    @INC = @include;
    undef $_;
    undef $^I;
    '' =~ /(?{ undef })/; # of $^R
    end_lists();
    POSIX::fesetround(0) if $can_round && POSIX::fegetround() != 0;
    package main;
    reset; # of m?...?, which matches once
}

# Who looks for a user, a group or a host begins with the first one.
sub end_lists {
    endpwent;
    endgrent;
    endservent;
    endprotoent;
    endhostent;
    endnetent;
}

# A run begins.
sub reset {
    $^T = time;
    Speedy::Handlers::restore();
    stat ''; # of what "_" means
    # Else warnings would name the line of the last run's file, or of our own.
    { no warnings; tell(my $none = *Speedy::Globals::NONE) }
    $@ = '';
    $? = 0;
    $! = $errno;
}

1;
