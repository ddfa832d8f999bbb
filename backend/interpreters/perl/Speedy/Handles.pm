package Speedy::Handles;
# STDIN, STDOUT and STDERR: for each run as perl makes them when it starts, whatever the run before has
# done with its own.
use strict;
use warnings;
no warnings "once";
use Speedy::Native 'POSIX';
use Speedy::Settings;

# Perl closes it in what is executed.
open my $null, '+<', '/dev/null' or die "/dev/null: $!\n";
# Of input, output and errors: what is above the usual layers, and whether output doesn't wait. Bits of
# ${^UNICODE} are -C and PERL_UNICODE; modules add theirs when they are loaded.
my @layers = map { ${^UNICODE} >> $_ & 1 ? ['utf8'] : [] } 0 .. 2;
my @flushes = (0, 0, 1);
my $selected = 'main::STDOUT';
my @handles = (\*STDIN, \*STDOUT, \*STDERR);
my @name = qw(STDIN STDOUT STDERR);
my @io = (*STDIN{IO}, *STDOUT{IO}, *STDERR{IO});

# The script has been compiled.
sub note {
    @layers = ([layers_of(*STDIN, 0)], [layers_of(*STDOUT, 1)], [layers_of(*STDERR, 1)]);
    $selected = select STDOUT;
    $flushes[1] = $|;
    { no strict 'refs'; select $selected }
}

sub layers_of {
    my ($handle, $is_output) = @_;
    return grep { !/\A(?:unix|perlio)\z/ } PerlIO::get_layers($handle, output => $is_output);
}

# Over the descriptors that are there; bit n of $open is set if the frontend's n was open.
sub make {
    my ($open) = @_;
    ## no critic (ProhibitBarewordFileHandles): it is these that a script uses
    open STDIN, '<&=', 0;
    open STDOUT, '>&=', 1;
    open STDERR, '>&=', 2;
    for my $fd (0 .. 2) { set_up($handles[$fd], $fd) }
    { no strict 'refs'; select $selected }
    for my $fd (0 .. 2) { POSIX::close($fd) if !($open >> $fd & 1) }
}

sub set_up {
    my ($handle, $fd) = @_;
    binmode $handle, ":$_" for @{ $layers[$fd] };
    return if $fd == 0;
    select $handle;
    $| = $flushes[$fd];
    ($%, $=, $-) = (0, 60, 0);
    $~ = $name[$fd] if $~ ne $name[$fd];
    $^ = "$name[$fd]_TOP" if $^ ne "$name[$fd]_TOP";
}

# All that was written arrives. Returns false if it can't, with the reason in $!.
sub end {
    untie *STDIN if tied *STDIN;
    untie *STDOUT if tied *STDOUT;
    untie *STDERR if tied *STDERR;
    flush_all();
    # Closed or put elsewhere, some other handle may have its number by now.
    (*STDIN, *STDOUT, *STDERR) = @io;
    close STDIN;
    my $is_written = !defined fileno STDOUT || close STDOUT;
    local $!;
    close STDERR;
    return $is_written;
}

# Perl does this before it executes anything: also where that fails. Under -T, it first looks at PATH.
sub flush_all {
    no warnings 'exec';
    local $!;
    %ENV = () if ${^TAINT};
    exec { '' } '';
}

# Between runs: nothing to read, and what is said goes to the log.
sub leave {
    my ($log) = @_;
    POSIX::dup2(fileno $null, $_) for 0, 1;
    POSIX::dup2($log, 2);
}

# Those of a frontend, which are closed then; where one is missing, there is a place for a handle.
sub put {
    my ($descriptors) = @_;
    for my $fd (0 .. 2) {
        POSIX::dup2($descriptors->[$fd] // fileno $null, $fd);
        POSIX::close($descriptors->[$fd]) if defined $descriptors->[$fd];
    }
}

1;
