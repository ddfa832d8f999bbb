package Speedy::Changes;
# The files that the script has loaded: a run begins only if they are as they were then.
use strict;
use warnings;
use Speedy::Native 'Time::HiRes';

# Seconds. Two changes within one tick of the kernel's clock leave the same time stamp.
my $tick = 0.02;

# The paths that are known, and of each file that and its stamp, to compare with.
my (%is_known, @files);
my $is_stale = 0;
# The names of those that have been looked at.
my $noted = '';
# Those of our own are another build's when they change, and that has other queues.
my %is_ours;

sub begin { ignore(keys %INC) }
sub ignore { @is_ours{@_} = (1) x @_ }

# Device, inode, size, and times with their fractions; packed, since to make text of them takes longer.
sub stamp_of { return pack 'd*', (Time::HiRes::stat($_[0]))[0, 1, 7, 9, 10] }

# Files that have been loaded since $began; in $directory, where their paths are relative to that. One
# that was changed meanwhile may have been read before or after. Those that couldn't be loaded are tried
# again by the next run that wants them.
sub note {
    my ($began, $directory) = @_;
    my $names = join "\0", keys %INC;
    return if $names eq $noted;
    for my $name (keys %INC) {
        next if $is_ours{$name} || ref $INC{$name};
        my $path = $INC{$name} // found_as($name) // next;
        watch($path =~ m{\A/} ? $path : "$directory/$path", $began);
    }
    delete @INC{ grep { !defined $INC{$_} } keys %INC };
    $noted = join "\0", keys %INC;
}

# Perl notes where it has found a file only if that could be loaded.
sub found_as {
    my ($name) = @_;
    return $name if $name =~ m{\A\.{0,2}/};
    my ($path) = grep { -e } map { "$_/$name" } grep { !ref } @INC;
    return $path;
}

sub watch {
    my ($path, $began) = @_;
    return if $is_known{$path}++;
    my $stamp = stamp_of($path);
    my $changed = (unpack 'd*', $stamp)[-1];
    $is_stale = 1 if defined $changed && $changed > $began - $tick;
    push @files, [$path, $stamp];
}

sub have_happened {
    return 1 if $is_stale;
    for (@files) {
        return $is_stale = 1 if $_->[1] ne stamp_of($_->[0]);
    }
    return 0;
}

1;
