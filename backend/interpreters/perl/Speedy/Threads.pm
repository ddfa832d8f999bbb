package Speedy::Threads;
# The threads of this process: those of the script, and of a library that it uses.
use strict;
use warnings;
use Speedy::Process;

my $tasks = '/proc/self/task';
# As Linux has it. Whoever has joined a thread may be faster than the kernel is to forget it.
my $exiting = 0x4; # PF_EXITING

# Whether there is another one than ours.
sub are_there {
    opendir my $directory, $tasks or return 0;
    return 1 < grep { /\A[0-9]+\z/ && is_alive($_) } readdir $directory;
}

# Of perl's, also one that has ended, and that nobody has joined.
sub are_left { return threads->list || are_there() }

sub is_alive {
    my $flags = (Speedy::Process::fields("$tasks/$_[0]/stat"))[6];
    return defined $flags && !($flags & $exiting);
}

1;
