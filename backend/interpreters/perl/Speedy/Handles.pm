package Speedy::Handles;
# STDIN, STDOUT and STDERR: for each run as perl makes them when it starts, whatever the run before has
# done with its own.
use strict;
use warnings;
no warnings "once";
use Speedy::Native Fcntl => qw(O_RDWR);
use Speedy::Native 'POSIX';
use Speedy::Settings;

my $null = POSIX::open('/dev/null', O_RDWR) // die "/dev/null: $!\n";
# Bits of ${^UNICODE}: -C and PERL_UNICODE.
my $unicode = ${^UNICODE};
my @io = (*STDIN{IO}, *STDOUT{IO}, *STDERR{IO});

# Over the descriptors that are there; bit n of $open is set if the frontend's n was open.
sub make {
    my ($open) = @_;
    ## no critic (ProhibitBarewordFileHandles): it is these that a script uses
    open STDIN, '<&=', 0;
    open STDOUT, '>&=', 1;
    open STDERR, '>&=', 2;
    set_layers() if $unicode;
    select STDERR;
    $| = 1;
    select STDOUT;
    $| = 0;
    ($%, $=, $-) = (0, 60, 0);
    $~ = 'STDOUT' if $~ ne 'STDOUT';
    $^ = 'STDOUT_TOP' if $^ ne 'STDOUT_TOP';
    for my $fd (0 .. 2) { POSIX::close($fd) if !($open >> $fd & 1) }
}

sub set_layers {
    binmode STDIN, ':utf8' if $unicode & 1;
    binmode STDOUT, ':utf8' if $unicode & 2;
    binmode STDERR, ':utf8' if $unicode & 4;
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
    POSIX::dup2($null, $_) for 0, 1;
    POSIX::dup2($log, 2);
}

# Those of a frontend, which are closed then; where one is missing, there is a place for a handle.
sub put {
    my ($descriptors) = @_;
    for my $fd (0 .. 2) {
        POSIX::dup2($descriptors->[$fd] // $null, $fd);
        POSIX::close($descriptors->[$fd]) if defined $descriptors->[$fd];
    }
}

1;
