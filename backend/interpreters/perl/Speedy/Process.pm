package Speedy::Process;
# Other processes, as the kernel tells of them.
use strict;
use warnings;
use Speedy::Native POSIX => qw(ESRCH);

my $largest = 2**22;

# To 0, and to what the kernel reads as negative, signals go as to many.
sub is_pid { $_[0] > 0 && $_[0] <= $largest }

# Whether there is a process of that number, ours or not.
sub is_there {
    my ($pid) = @_;
    return is_pid($pid) && (kill(0, $pid) || $! != ESRCH);
}

# When it started, in the kernel's ticks: with its pid, it is that one and no other. 0 if it is dead.
sub start_of {
    my @field = fields("/proc/$_[0]/stat");
    return @field < 20 || $field[0] =~ /[ZX]/ ? 0 : $field[19];
}

# What the kernel says of a process or a thread, from its state on; nothing if that is gone.
sub fields {
    my ($path) = @_;
    open my $file, '<', $path or return;
    local $/; # the name of a process may be of several lines
    my $line = <$file> // return;
    return split ' ', substr $line, 2 + rindex $line, ')';
}

# A signal whose default is to do nothing, so that a recycled pid isn't hurt.
sub wake { is_pid($_[0]) && kill URG => $_[0] }

1;
