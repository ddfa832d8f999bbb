package Speedy::Wait;
# The wait for a frontend.
use strict;
use warnings;
use Speedy::Clock;
use Speedy::Guards;
use Speedy::Interface;
use Speedy::Leave;
use Speedy::OwnRecord;
use Speedy::Settings;

# Seconds. So often an idle backend looks whether the queue still knows it.
my $look_interval = 60;

my $idle_since = Speedy::Clock::seconds();

# Seconds. A TERM that comes just before a wait doesn't end that.
my $term_interval = 1;
my $is_told = 0;
our $hears_term = 0;

# The time without a run begins. Where there are shutdown handlers, a TERM is heard from here on.
sub become_idle {
    $idle_since = Speedy::Clock::seconds();
    $hears_term = Speedy::Interface::has_handlers() or return;
    $SIG{TERM} = sub { $is_told = 1 };
}

# From here on, it ends the process, or is the script's.
sub leave_term { $SIG{TERM} = 'DEFAULT' }

# In seconds, at least 0; the script may have set what they are counted from.
sub left {
    my $timeout = $Speedy::Settings::option{Timeout};
    my $left = $timeout ? $idle_since + $timeout - Speedy::Clock::seconds() : $look_interval;
    my $until_old = Speedy::Guards::until_old() // $look_interval;
    $left = $until_old if $until_old < $left;
    return $left > 0 ? $left : 0;
}

sub is_readable {
    my ($socket, $seconds) = @_;
    my $bits = '';
    vec($bits, fileno $socket, 1) = 1;
    return select($bits, undef, undef, $seconds) > 0;
}

# Until somebody is there, or the process ends.
sub await {
    my ($listener) = @_;
    my $looked = Speedy::Clock::seconds();
    my $most = Speedy::Interface::has_handlers() ? $term_interval : $look_interval;
    for (;;) {
        my $left = left();
        return if is_readable($listener, $left < $most ? $left : $most);
        if ($is_told || left() == 0) {
            $Speedy::Interface::leaves = $is_told; # somebody has taken us, perhaps
            Speedy::Leave::leave_if_idle();
            become_idle();
        }
        next if Speedy::Clock::seconds() - $looked < $look_interval;
        $looked = Speedy::Clock::seconds();
        next if Speedy::OwnRecord::is_kept();
        Speedy::Leave::remove_socket();
        Speedy::Leave::shut_down();
    }
}

1;
