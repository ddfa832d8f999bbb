package Speedy::Recipe;
# How the first backend was started, for --reload, which asks its keeper as long as that is there: this is
# what the keeper's /proc says, how many arguments, these, and its environment.
use strict;
use warnings;
use Speedy::Native Fcntl => qw(O_WRONLY O_TRUNC O_CREAT O_NOFOLLOW);
use Speedy::Settings;
use Speedy::Shared;

sub note {
    my ($keeper) = @_;
    my ($arguments, $environment) = map { bytes_of("/proc/$keeper/$_") // return } qw(cmdline environ);
    my $count = $arguments =~ tr/\0//;
    sysopen my $file, "$Speedy::Settings::group/" . Speedy::Shared::RECIPE,
        O_WRONLY | O_TRUNC | O_CREAT | O_NOFOLLOW, 0600 or return;
    syswrite $file, "$count\0$arguments$environment";
}

sub bytes_of {
    open my $file, '<', $_[0] or return undef;
    local $/;
    return scalar readline $file;
}

1;
