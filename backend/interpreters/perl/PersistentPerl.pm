package PersistentPerl;
# The same, under the name that goes with perperl.
use strict;
use warnings;
use CGI::SpeedyCGI ();

our @ISA = ('CGI::SpeedyCGI');
our $VERSION = $CGI::SpeedyCGI::VERSION;
our $i_am_speedy = $CGI::SpeedyCGI::i_am_speedy;
our $i_am_perperl = $i_am_speedy;

sub i_am_perperl { return $_[0]->i_am_speedy }

1;
