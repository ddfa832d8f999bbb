package Speedy::Stage;
# Sets the stage for a run: descriptors 0, 1 and 2, environment, current directory, umask.
use strict;
use warnings;
use Speedy::Handles;
use Speedy::Log;
use Speedy::Native 'POSIX';
use Speedy::Shared;

my $log;
my $decodes_arguments = 0x20; # as perlrun has it of -C
# Under -T, what comes from outside is tainted.
my $taint = substr "$0$^X", 0, 0;
# What the environment is as a run begins: as it came, by name, and as one text.
my ($known_bytes, $known_text, %known) = ('', '');
# What the others are, as the script is about to be compiled.
my %entered;

# The descriptors are no caller's any more; the handles may still be closed.
sub vacate {
    $log //= Speedy::Log::open_log();
    Speedy::Handles::vacate(fileno $log);
}

sub leave {
    vacate();
    Speedy::Handles::reopen();
}

# For the last words of a backend that leaves.
sub enter_log {
    leave();
    Speedy::Handles::put([undef, POSIX::dup(fileno $log), POSIX::dup(fileno $log)]);
    Speedy::Handles::make(7);
}

# A backend that waits holds no directory.
sub leave_directory { chdir '/' }

# Returns the reason if the script can't be run there.
sub enter {
    my ($request) = @_;
    Speedy::Handles::put($request->{descriptors});
    set_environment($request->{env});
    my $directory = $request->{directory};
    umask $request->{umask};
    return undef if $directory eq '' || chdir $directory;
    return Speedy::Shared::DIRECTORY_TRIED . ": $directory: $!";
}

sub from_outside { return "$_[0]$taint" }

sub words_in { map { from_outside($_) } split /\0/, $_[0], -1 }

sub arguments_of {
    my ($request) = @_;
    return if $request->{args} eq '';
    my @words = words_in($request->{args});
    pop @words;
    if (${^UNICODE} & $decodes_arguments) { utf8::decode($_) for @words }
    return @words;
}

# Of several with one name, getenv(3) finds the first.
sub read_environment {
    my ($bytes) = @_;
    ($known_bytes, %known) = ($bytes);
    for (words_in($bytes)) {
        my $equals = index $_, '=';
        next if $equals < 1;
        my $name = substr $_, 0, $equals;
        $known{$name} = substr $_, $equals + 1 if !exists $known{$name};
    }
}

# What compiling the script has changed of the environment, of the current directory and the umask: it is
# compiled but once, and each run finds it. Nothing if all is as it was.
sub changes {
    no warnings 'uninitialized';
    my %set = map { $_ => $ENV{$_} } grep { !exists $known{$_} || $known{$_} ne $ENV{$_} } keys %ENV;
    my @unset = grep { !exists $ENV{$_} } keys %known;
    my $umask = umask == $entered{umask} ? undef : umask;
    my $directory = readlink '/proc/self/cwd';
    $directory = undef if $directory eq $entered{directory};
    return undef if !%set && !@unset && !defined $umask && !defined $directory;
    return { set => \%set, unset => \@unset, umask => $umask, directory => $directory };
}

sub repeat {
    my ($changes) = @_;
    return if !$changes;
    delete @ENV{ @{ $changes->{unset} } };
    $ENV{$_} = $changes->{set}{$_} for keys %{ $changes->{set} };
    umask $changes->{umask} if defined $changes->{umask};
    chdir $changes->{directory} if defined $changes->{directory};
}

# The script is about to be compiled.
sub note { %entered = (umask => umask, directory => readlink('/proc/self/cwd') // '') }

# What the last run has set is gone. Nearly always, all is as it was.
sub set_environment {
    my ($bytes) = @_;
    no warnings 'uninitialized';
    return if $bytes eq $known_bytes && keys %ENV == keys %known && join("\0", %ENV) eq $known_text;
    read_environment($bytes) if $bytes ne $known_bytes;
    for (keys %ENV) { delete $ENV{$_} if !exists $known{$_} }
    for (keys %known) {
        $ENV{$_} = $known{$_} if !defined $ENV{$_} || $ENV{$_} ne $known{$_};
    }
    $known_text = join "\0", %ENV;
}

1;
