package Speedy::Globals;
# The variables of perl's own, and what they stand for: for each run as they are when perl has compiled
# the script. What modules set when they are loaded is there in each run, as under plain perl.
use strict;
use warnings;
use Speedy::Native 'POSIX';
use Speedy::Native 'Time::HiRes';

my @variables = \($/, $\, $,, $", $;, $^A, $^L, $:, $^W, $^F);
my $none = POSIX::SigSet->new;
# ITIMER_VIRTUAL and ITIMER_PROF; alarm is the other one.
my @other_timers = (1, 2);
my (@values, %handler, @include, $locale, $errno);

# The script has been compiled: die makes an exit status of errno.
sub note {
    $errno = $! + 0;
    @values = map { $$_ } @variables;
    %handler = map { $_ => $SIG{$_} } grep { is_set($_) } keys %SIG;
    @include = @INC;
    $locale = locale();
}

sub is_set { defined $SIG{ $_[0] } && $SIG{ $_[0] } ne '' && $SIG{ $_[0] } ne 'DEFAULT' }

sub locale { return POSIX::setlocale(POSIX::LC_ALL()) }

# A run ends: nothing of it is to be called in our own work, nor later.
sub silence {
    alarm 0;
    # Without these modules, a script can't have set them.
    if ($INC{'Time/HiRes.pm'}) { Time::HiRes::setitimer($_, 0) for @other_timers }
    for (keys %SIG) {
        next if !defined $SIG{$_};
        if (/\A__/) { delete $SIG{$_} }
        else { $SIG{$_} = undef }
    }
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $none);
    POSIX::setlocale(POSIX::LC_ALL(), $locale) if $INC{'POSIX.pm'} && locale() ne $locale;
    end_files();
}

# Of <>: those that have not been read belong to this run.
sub end_files {
    no warnings 'once';
    return if !defined fileno ARGV;
    local @ARGV;
    local ($_, $/);
    close ARGV;
    readline ARGV; # by this, perl begins anew
}

sub reset {
    ${ $variables[$_] } = $values[$_] for 0 .. $#values;
    @SIG{ keys %handler } = values %handler;
    $^T = time;
    @INC = @include;
    undef $_;
    undef $^I;
    forget_query() if $INC{'CGI.pm'};
    stat ''; # of what "_" means
    # Else warnings would name the line of the last run's file.
    { no warnings; tell(my $none = *Speedy::Globals::NONE) }
    $@ = '';
    $? = 0;
    $! = $errno;
}

# What CGI.pm keeps for the objects that it makes, of the first request it has seen; what it was imported
# with stays.
sub forget_query {
    no warnings 'once';
    undef $CGI::Q;
    undef @CGI::QUERY_PARAM;
    undef %CGI::QUERY_PARAM;
    undef $CGI::QUERY_CHARSET;
    undef %CGI::QUERY_FIELDNAMES;
    undef %CGI::QUERY_TMPFILES;
    ($CGI::BEEN_THERE, $CGI::TABINDEX) = (0, 0);
}

1;
