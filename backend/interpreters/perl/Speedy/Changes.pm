package Speedy::Changes;
# The files that the script has loaded: a run begins only if they are as they were then.
use strict;
use warnings;
use Speedy::Native 'Time::HiRes';

# Seconds. Two changes within one tick of the kernel's clock leave the same time stamp.
my $tick = 0.02;

my %stamp;
my $is_stale = 0;
# The names of those that have been looked at.
my $noted = '';
# Those of our own are another build's when they change, and that has other queues.
my %is_ours;

sub begin { ignore(keys %INC) }
sub ignore { @is_ours{@_} = (1) x @_ }

# Files that have been loaded since $began; in $directory, where their paths are relative to that. One
# that was changed meanwhile may have been read before or after.
sub note {
    my ($began, $directory) = @_;
    my $names = join "\0", keys %INC;
    return if $names eq $noted;
    $noted = $names;
    for my $name (keys %INC) {
        my $path = $INC{$name};
        next if $is_ours{$name} || !defined $path || ref $path;
        $path = "$directory/$path" if $path !~ m{\A/};
        next if exists $stamp{$path};
        my @found = Time::HiRes::stat($path);
        $is_stale = 1 if @found && $found[10] > $began - $tick;
        $stamp{$path} = join ' ', @found[0, 1, 7, 9, 10];
    }
}

sub have_happened {
    no warnings 'uninitialized';
    for my $path ($is_stale ? () : keys %stamp) {
        $is_stale = 1 if $stamp{$path} ne join ' ', (Time::HiRes::stat($path))[0, 1, 7, 9, 10];
    }
    return $is_stale;
}

1;
