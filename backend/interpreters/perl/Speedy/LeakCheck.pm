package Speedy::LeakCheck;
# LeakCheck: what runs leave behind, descriptors, names in symbol tables, and memory. What is told, and
# when it is too much, is as in backend/leak-check/. Loaded once it is on.
use strict;
use warnings;
use Speedy::LeakReport;
use Speedy::MemoryGrowth;
use Speedy::Settings;

# So many runs must have left more of the same, for a backend to be replaced.
my $tolerated = 3;

my $is_first = 1;
my ($modules, %descriptors, %names);
# By kind: what has stayed of all runs, the most of it ever, and the runs that have left more.
my (%kept, %most, %grown);
my $is_memory_growing = 0;

# A run is about to begin.
sub begin {
    $modules = keys %INC;
    %descriptors = descriptors();
    %names = names(sub { 1 });
}

# It has ended. $number is that of the run.
sub end {
    my ($script, $number) = @_;
    return if !defined $modules;
    my $is_loading = $modules != keys %INC;
    my $is_setting_up = $is_first || $is_loading;
    my @found = added('descriptor', \%descriptors, {descriptors()}, $is_setting_up);
    my @names = added('name', \%names, {names(\&is_used)}, $is_setting_up);
    push @found, @names if !$is_loading; # else they are the modules'
    ($is_first, $modules) = (0, undef);
    Speedy::LeakReport::tell($script, $number, @found);
}

# Nobody waits for anything.
sub look {
    my ($script, $number) = @_;
    my $per_run = Speedy::MemoryGrowth::look() || return;
    $is_memory_growing = 1;
    my $details = sprintf '%d KiB a run', $per_run / 1024 + 1;
    Speedy::LeakReport::tell($script, $number, ['resident memory grows', $details]);
}

sub is_too_much {
    return $is_memory_growing || grep { $_ >= $tolerated } values %grown;
}

# What is there and was not before, if that is more of the kind than there ever was.
sub added {
    my ($kind, $before, $now, $is_setting_up) = @_;
    my $kept = $kept{$kind} //= {};
    for (keys %$kept) { delete $kept->{$_} if ($now->{$_} // '') ne $kept->{$_} }
    my @new = grep { ($before->{$_} // '') ne $now->{$_} } sort keys %$now;
    @$kept{@new} = @$now{@new};
    return if !@new || keys %$kept <= ($most{$kind} // 0);
    $most{$kind} = keys %$kept;
    $grown{$kind}++ if !$is_setting_up;
    return finding($kind, @$now{@new});
}

sub finding {
    my ($kind, @what) = @_;
    return ["$kind $what[0]", ''] if @what == 1;
    return ["${kind}s", scalar(@what) . ': ' . join ', ', @what];
}

# By number: what they are; but for 0, 1 and 2.
sub descriptors {
    opendir my $directory, '/proc/self/fd' or return;
    my @open = grep { /\A[0-9]+\z/ && $_ > 2 && $_ != fileno $directory } readdir $directory;
    return map { $_ => readlink("/proc/self/fd/$_") // '?' } @open;
}

sub names {
    my ($is_meant) = @_;
    my %found;
    collect('', \%main::, \%found, $is_meant);
    return map { $_ => $_ } keys %found;
}

# Perl notes there, too, where it has found a method.
sub is_used {
    my ($entry) = @_;
    return 1 if ref $entry ne 'GLOB';
    return defined ${ *{$$entry}{SCALAR} } || grep { *{$$entry}{$_} } qw(ARRAY HASH CODE IO);
}

sub is_package {
    my ($name, $entry) = @_;
    return $name =~ /::\z/ && ref $entry eq 'GLOB' && *{$$entry}{HASH};
}

# Not those of perl's own, such as main::_<(eval 1), and of ours.
sub collect {
    my ($prefix, $package, $found, $is_meant) = @_;
    for my $name (keys %$package) {
        next if $name !~ /\A[A-Za-z_]/ || $name =~ /\A(?:main::|Speedy::|_<|__ANON__|BEGIN)/;
        next if exists $found->{"$prefix$name"} || !$is_meant->(\$package->{$name});
        $found->{"$prefix$name"} = 1;
        next if !is_package($name, \$package->{$name});
        collect("$prefix$name", *{ $package->{$name} }{HASH}, $found, $is_meant);
    }
}

1;
