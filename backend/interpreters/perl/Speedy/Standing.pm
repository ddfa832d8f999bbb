package Speedy::Standing;
# What the kernel knows of this process, and what can't always be put back: where a run has changed it,
# the next one gets another process.
use strict;
use warnings;

my ($standing, $limits);

# No run has begun.
sub note { ($standing, $limits) = (standing(), limits()) }

sub standing { return join ' ', getpriority(0, 0), getpgrp, $<, $>, $(, $), (stat '/')[0, 1] }

sub limits {
    open my $file, '<', '/proc/self/limits' or return '';
    local $/;
    return readline $file;
}

# The limits take long to read: whoever changes them loads this module.
sub is_same {
    return 0 if standing() ne $standing;
    return !$INC{'BSD/Resource.pm'} || limits() eq $limits;
}

1;
