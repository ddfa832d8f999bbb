package Speedy::Interface;
# What the script has asked of this backend: CGI::SpeedyCGI asks here.
use strict;
use warnings;
use Speedy::Exit;
use Speedy::Late;

our $offered = 1;
# The backend leaves after this run.
our $leaves = 0;
my (@cleanups, @handlers);

sub register_cleanup { push @cleanups, code_in(@_); return }
sub add_shutdown_handler { push @handlers, code_in(@_); return }
sub set_shutdown_handler { @handlers = defined $_[0] ? code_in(@_) : (); return }
sub get_option { return options()->can('get')->(@_) }
sub set_option { return options()->can('set')->(@_) }

sub options { Speedy::Late::load('Speedy::Options'); return 'Speedy::Options' }
sub shutdown_next_time { $leaves = 1; return }
sub shutdown_now { $leaves = 1; Speedy::Exit::leave(0) }

sub code_in {
    my ($code) = @_;
    return $code if ref $code eq 'CODE' || (defined $code && !ref $code && defined &$code);
    require Carp;
    Carp::croak('speedycgi: not a function: ' . ($code // 'undef'));
}

# Each is called once: what they are is forgotten by that.
sub next_cleanup { return shift @cleanups }
sub next_handler { return shift @handlers }
sub has_handlers { return @handlers > 0 }

# All of them, whatever one of them does.
sub call_handlers {
    while (my $handler = next_handler()) {
        eval { no strict 'refs'; $handler->(); 1 } or Speedy::Handles::complain($@);
    }
}

1;
