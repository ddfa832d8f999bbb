package Speedy::LeakReport;
# Tells of findings: in the log, each the first time, and then ever more rarely; in the file `leaks`, of
# which backend/leak-check/leaks-file.ts says what is in it.
use strict;
use warnings;
use Speedy::Native Fcntl => qw(O_WRONLY O_CREAT O_TRUNC O_NOFOLLOW);
use Speedy::Native 'POSIX';
use Speedy::Log;
use Speedy::Settings;

# Lines.
my $most = 100;
my $longest = 300;
my %times;

# Findings are a name and details each.
sub tell {
    my ($script, $number, @findings) = @_;
    my @lines;
    for (@findings) {
        my ($text, $details) = (printable("$script: $_->[0]: stays"), printable($_->[1]));
        $details = " ($details)" if $details ne '';
        my $times = ++$times{ id_of($text) };
        my $again = $times == 1 ? '' : ", $times times";
        Speedy::Log::say("leak: run $number$again: $text$details") if $times =~ /\A10*\z/;
        push @lines, [$text, $details];
    }
    write_leaks($number, @lines) if @lines;
}

# On one line, and no escape sequence for whoever reads it in a terminal.
sub printable { return substr $_[0] =~ s/[^[:print:]]/?/gr, 0, $longest }

# They may differ in a number.
sub id_of { return $_[0] =~ s/[0-9]+/#/gr }

sub write_leaks {
    my ($number, @found) = @_;
    my $path = "$Speedy::Settings::group/leaks";
    my @known = read_lines($path);
    for (@found) {
        my ($text, $details) = @$_;
        my ($same) = grep { index($_, ": $text") >= 0 } @known;
        my $times = 1 + (defined $same && $same =~ /\A\S+ ([0-9]+) / ? $1 : 0);
        @known = grep { !defined $same || $_ ne $same } @known;
        push @known, Speedy::Log::time_now() . " $times time" . ($times == 1 ? '' : 's')
            . ", last in run $number of $$: $text$details\n";
    }
    splice @known, 0, @known - $most if @known > $most;
    put($path, join '', @known) or Speedy::Log::say("findings not written: $!");
}

sub read_lines {
    open my $file, '<', $_[0] or return;
    local $/ = "\n";
    return readline $file;
}

sub put {
    my ($path, $text) = @_;
    sysopen my $file, "$path.$$", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600 or return 0;
    return defined syswrite($file, $text) && rename "$path.$$", $path;
}

1;
