package Speedy::Handles;
# STDIN, STDOUT and STDERR: for each run as perl makes them when it starts, whatever the run before has
# done with its own.
use strict;
use warnings;
no warnings "once";
use B ();
use Speedy::Native 'POSIX';
use Speedy::Untie;

# One that programs of the script don't inherit.
open my $null, '+<', '/dev/null' or die "/dev/null: $!\n";
my @name = qw(STDIN STDOUT STDERR);
my @io = (*STDIN{IO}, *STDOUT{IO}, *STDERR{IO});
# Of those, as binmode takes it: perl's own layer anew, and what comes on top of it. -C puts it there,
# PERL_UNICODE, and use open.
my @layers;
# Whether nobody else had one of their descriptors when they were put away.
our $are_free = 1;
# Of those for output, whether it doesn't wait; and the handle that print means.
my @flushes = (0, 0, 1);
my $selected;
my $open;
note();

sub note {
    @layers = map { join '', ':pop:perlio', map { ":$_" } added_layers($_) } \(*STDIN, *STDOUT, *STDERR);
    $selected = select STDOUT;
    $flushes[1] = $|;
    { no strict 'refs'; select $selected }
}

# Behind an encoding, utf8 is a part of that.
sub added_layers {
    my ($handle) = @_;
    my (undef, undef, @added) = PerlIO::get_layers($handle, output => $handle != \*STDIN);
    pop @added if @added > 1 && $added[-1] eq 'utf8';
    return @added;
}

# Over the descriptors that are there. They are there already, but don't know yet what they are over.
sub make {
    ($open) = @_;
    binmode $io[$_], $layers[$_] for 0 .. 2;
}

# Those that the frontend doesn't have; it has n if bit n of $open is set. The script's own files get their
# numbers, and keep them: none of ours may.
sub close_others {
    for my $fd (0 .. 2) { POSIX::close($fd) if !($open >> $fd & 1) }
}

sub set_up {
    my ($handle, $fd) = @_;
    select $handle;
    $| = $flushes[$fd];
    ($%, $=, $-) = (0, 60, 0);
    $~ = $name[$fd] if $~ ne $name[$fd];
}

# All that was written arrives. Returns false if it can't, which is said as perl says it.
sub end {
    Speedy::Untie::it($_) for grep { tied *$_ } \(*STDIN, *STDOUT, *STDERR);
    flush_all();
    # Closed or put elsewhere, some other handle may have its number by now.
    (*STDIN, *STDOUT, *STDERR) = @io;
    close STDIN;
    my $is_written = !defined fileno STDOUT || close STDOUT;
    complain("Unable to flush stdout: $!\n") if !$is_written;
    close STDERR;
    renew_arguments() if defined $ARGV;
    return $is_written;
}

# Whatever the script has set to be printed between and behind words.
sub complain {
    my ($text) = @_;
    local ($\, $,);
    print STDERR $text;
}

# Of <>, the next run reads from its beginning.
sub renew_arguments {
    my $new = do { local *ARGV; *ARGV{IO} };
    close ARGV;
    undef $ARGV;
    *ARGV = $new;
}

# Whether all that was written to STDOUT until now has arrived. If not, perl would have to say so now.
sub is_flushed {
    return 1 if tied *STDOUT || !defined fileno STDOUT;
    local ($\, $,);
    my $old = select STDOUT;
    local $| = 1; # flushes it
    my $why = $!;
    select $old;
    return 1 if print STDOUT '';
    complain("Unable to flush stdout: $why\n");
    return 0;
}

# Perl does this before it executes anything: also where that fails. Under -T, it first looks at PATH.
sub flush_all {
    no warnings 'exec';
    local $!;
    %ENV = () if ${^TAINT};
    exec { '' } '';
}

# Between runs: nothing to read, and what is said goes to the log.
sub vacate {
    my ($log) = @_;
    my @got = map { POSIX::dup($_) } fileno $null, $log, $log;
    $are_free = join(' ', map { $_ + 0 } grep { defined } @got) eq '0 1 2';
    return if $are_free;
    for my $fd (grep { defined $got[$_] && $got[$_] != $_ } 0 .. 2) {
        POSIX::dup2($got[$fd], $fd);
        POSIX::close($got[$fd]);
    }
}

# The handles are there, or others would get their places: by these, and not by name, perl finds what "-"
# means and <> reads. Over a device, such as /dev/null, one for output would get two places.
sub reopen {
    ## no critic (ProhibitBarewordFileHandles): it is these that a script uses
    open STDIN, '<&=', 0 if !defined fileno STDIN;
    open STDOUT, '>&=', 1 if !defined fileno STDOUT;
    open STDERR, '>&=', 2 if !defined fileno STDERR;
    set_up(\*STDERR, 2);
    set_up(\*STDOUT, 1);
    { no strict 'refs'; select $selected }
}

# Whether the next run can have them, once they are reopened: the script may have put others in their
# places, for good. The name of a top format can't be taken back.
sub are_own {
    my $old = select STDOUT;
    my $is_known = $^ eq 'STDOUT_TOP';
    select $old;
    return $is_known && !grep { !is_own($_) } 0 .. 2;
}

sub is_own { return B::svref_2object($io[$_[0]])->IsSTD(('stdin', 'stdout', 'stderr')[$_[0]]) }

# Those of a frontend, which are closed then; where one is missing, there is a place for a handle.
sub put {
    my ($descriptors) = @_;
    for my $fd (0 .. 2) {
        my $passed = $descriptors->[$fd];
        POSIX::dup2($passed // fileno $null, $fd);
        POSIX::close($passed) if defined $passed;
    }
}

1;
