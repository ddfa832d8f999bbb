package Speedy::Log;
# The log: what a backend says when no frontend is listening. Its size is bounded: backend/log.ts does
# the same with the same file.
use strict;
use warnings;
use Speedy::Lock;
use Speedy::Native Fcntl => qw(O_WRONLY O_APPEND O_CREAT O_NOFOLLOW);
use Speedy::Native 'POSIX';
use Speedy::Settings;

# Bytes.
my $most = 1024 * 1024;

sub open_log {
    sysopen my $file, $Speedy::Settings::log, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0600
        or die "$Speedy::Settings::log: $!\n";
    return $file;
}

# A copy that is not whole is never called log.old. The log stays the same file: all have it open.
sub make_room {
    my ($file, $more) = @_;
    my $size = -s $file;
    return if !$size || $size + $more <= $most;
    my $copy = "$Speedy::Settings::log.$$";
    if (open my $from, '<', $Speedy::Settings::log) {
        local $/;
        rename $copy, "$Speedy::Settings::log.old" if write_copy($copy, <$from>);
    }
    truncate $file, 0;
}

sub write_copy {
    my ($path, $text) = @_;
    open my $to, '>', $path or return 0;
    return print({$to} $text) && close $to;
}

sub time_now { return POSIX::strftime('%Y-%m-%dT%H:%M:%S.000Z', gmtime) }

# A log that can't be written fails no run: there is nobody to tell.
sub say {
    my ($text) = @_;
    local ($@, $!);
    eval {
        my $file = open_log(); # anew: forked processes have a lock in common
        my $line = time_now() . " $$ $text\n";
        make_room($file, length $line) if Speedy::Lock::take($file);
        syswrite $file, $line;
        close $file;
    };
}

1;
