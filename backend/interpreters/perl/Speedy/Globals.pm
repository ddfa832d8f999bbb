package Speedy::Globals;
# The variables of perl's own: for each run as they are when perl starts.
use strict;
use warnings;
use Speedy::Native 'POSIX';

# Options such as -l and -0 have set some.
my ($input_end, $output_end, $between, $between_words) = ($/, $\, $,, $");
my $none = POSIX::SigSet->new;
my (@include, $errno);

# What compiling the script has left stays: die makes an exit status of errno.
sub note {
    $errno = $! + 0;
    @include = @INC;
}

# A run ends: nothing of it is to be called in our own work, nor later.
sub silence {
    alarm 0;
    for (keys %SIG) {
        next if !defined $SIG{$_} || $SIG{$_} eq '' || $SIG{$_} eq 'DEFAULT';
        if (/\A__/) { delete $SIG{$_} }
        else { $SIG{$_} = 'DEFAULT' }
    }
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $none);
}

sub reset {
    ($/, $\, $,, $") = ($input_end, $output_end, $between, $between_words);
    ($;, $^A, $^L, $:) = ("\034", '', "\f", " \n-");
    $^T = time;
    @INC = @include;
    undef $_;
    # Else warnings would name the line of the last run's file.
    { no warnings; tell(my $none = *Speedy::Globals::NONE) }
    $@ = '';
    $? = 0;
    $! = $errno;
}

1;
