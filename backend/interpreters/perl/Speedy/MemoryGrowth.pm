package Speedy::MemoryGrowth;
# Memory that grows from run to run: backend/leak-check/memory.ts says how that is known. Perl has no
# garbage to be collected.
use strict;
use warnings;
use Speedy::Guards;
use Speedy::Need;

# Runs that are not looked at: the first ones fill caches, and copy what they had in common with others.
my $ignored_runs = 16;
my ($part_length, $parts) = (8, 3);
# Bytes. What a step between two parts must be, at least.
my $threshold = 256 * 1024;

my ($runs, $interval) = (0, 1);
my @samples;

# Behind a run. Returns by how many bytes a run, once that is known; else nothing.
sub look {
    $runs++;
    return 0 if $runs <= $ignored_runs || $runs % $interval;
    push @samples, Speedy::Guards::resident();
    return @samples < $part_length * $parts ? 0 : judge();
}

sub judge {
    my $length = ($parts - 1) * $part_length * $interval;
    my $growth = growth();
    @samples = @samples[map { 2 * $_ + 1 } 0 .. @samples / 2 - 1];
    $interval *= 2;
    return $growth / $length;
}

sub growth {
    my ($first, $second, $last) = map { least_of($_) } 0 .. $parts - 1;
    my @steps = ($second - $first, $last - $second);
    return 0 if grep { $_ < $threshold } @steps;
    return $steps[1] >= 0.75 * $steps[0] ? $last - $first : 0;
}

sub least_of {
    my ($part) = @_;
    return Speedy::Need::least(@samples[$part * $part_length .. ($part + 1) * $part_length - 1]);
}

1;
