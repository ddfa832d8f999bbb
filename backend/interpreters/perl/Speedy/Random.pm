package Speedy::Random;
# Random numbers: each run, and each process that it forks, has its own, unless it has called srand.
use strict;
use warnings;

my $is_seeded = 0;

# Before anything is compiled that may call it.
sub replace {
    no warnings 'once';
    *CORE::GLOBAL::srand = \&seed;
}

sub seed (;$) {
    $is_seeded = 1;
    return @_ ? CORE::srand($_[0]) : CORE::srand();
}

# Perl seeds a process but once.
sub differ { CORE::srand() if !$is_seeded }

# A run is over: what the next one gets can't be told from its seed.
sub forget {
    return if !$is_seeded;
    $is_seeded = 0;
    differ();
}

1;
