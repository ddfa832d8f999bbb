package Speedy::NoteScript;
# Notes which script this group is for: shared/scripts.ts.
use strict;
use warnings;
use Speedy::Log;
use Speedy::Native Fcntl => qw(O_WRONLY O_APPEND O_CREAT O_NOFOLLOW);
use Speedy::Settings;

my %short = ("\n" => '\n', "\t" => '\t', "\r" => '\r', '"' => '\"', '\\' => '\\\\');

sub quoted {
    my ($text) = @_;
    $text =~ s/(["\\\x00-\x1f])/$short{$1} || sprintf '\u%04x', ord $1/ge;
    return qq("$text");
}

sub line_of {
    my ($path, $stamp) = @_;
    my $group = $Speedy::Settings::option{Group};
    my ($name, $value) = ('identity', join ':', unpack 'Q< Q<', $stamp);
    ($name, $value) = ('group', $group) if $group ne 'none';
    return sprintf "{\"path\":%s,\"%s\":%s}\n", quoted($path), $name, quoted($value);
}

# A run doesn't fail for it.
sub note {
    my $line = line_of(@_);
    my $path = "$Speedy::Settings::group/scripts";
    if (open my $known, '<', $path) {
        while (<$known>) { return if $_ eq $line }
    }
    if (sysopen my $file, $path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0600) {
        chmod 0600, $file; # the umask is that of a run
        syswrite $file, $line;
    }
    else { Speedy::Log::say("script not noted: $!") }
}

1;
