package Speedy::Fork;
# fork in a script: what is the backend's alone is not the child's. Processes that are forked by other
# ways, open with '-|', CORE::fork and POSIX::fork, have that until they end or execute something.
use strict;
use warnings;
use Speedy::Random;

my $release;

# Before anything is compiled that may call it. $release is called in each child.
sub replace {
    ($release) = @_;
    no warnings 'once';
    *CORE::GLOBAL::fork = \&make_child;
}

sub make_child () {
    my $pid = CORE::fork();
    become_child() if defined $pid && $pid == 0;
    return $pid;
}

sub become_child {
    local ($!, $@);
    $release->();
    Speedy::Random::differ();
}

1;
