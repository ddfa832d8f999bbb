package CGI::SpeedyCGI;
# What a script can ask of the speedy that runs it; see speedycgi(3). Under plain perl all of it works, and
# does nothing.
use strict;
use warnings;

our $VERSION = '3.00';

# True under speedy, in BEGIN blocks too.
our $i_am_speedy = defined $Speedy::Interface::offered;

sub new { my ($class) = @_; return bless {}, $class }
sub i_am_speedy { return $i_am_speedy ? 1 : 0 }

sub ask {
    my ($what, undef, @arguments) = @_;
    return $i_am_speedy ? Speedy::Interface->can($what)->(@arguments) : ();
}

sub register_cleanup { return ask('register_cleanup', @_) }
sub add_shutdown_handler { return ask('add_shutdown_handler', @_) }
sub set_shutdown_handler { return ask('set_shutdown_handler', @_) }
sub getopt { return scalar ask('get_option', @_) }
sub setopt { return scalar ask('set_option', @_) }
sub shutdown_next_time { return ask('shutdown_next_time', @_) }
sub shutdown_now { return ask('shutdown_now', @_) }

1;
