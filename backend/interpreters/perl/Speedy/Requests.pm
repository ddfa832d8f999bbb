package Speedy::Requests;
# Modules that take a process for a request, and keep that: in each run they find a new one.
use strict;
use warnings;
no warnings "once";

# CGI.pm's variables, as compiling the script has left them.
my (%settings, @exported);
# FCGI's own; and whether this run has asked for its request.
my ($accept, $is_accepted);

# The script has been compiled.
sub note {
    expect_fcgi();
    return if !is_loaded();
    @exported = %CGI::EXPORT;
    for my $name (grep { /\A\w+\z/ && $_ ne 'Q' } keys %CGI::) {
        my $entry = \$CGI::{$name};
        $settings{$name} = ${ *$entry{SCALAR} } if ref $entry eq 'GLOB';
    }
}

sub is_loaded { defined &CGI::initialize_globals }

# Another run begins.
sub renew {
    undef $is_accepted;
    expect_fcgi();
    renew_cgi() if is_loaded();
}

sub renew_cgi {
    CGI::initialize_globals();
    %CGI::EXPORT = @exported;
    no strict 'refs';
    for my $name (keys %settings) {
        my ($is, $was) = (\${"CGI::$name"}, $settings{$name});
        $$is = $was if defined $$is ? !defined $was || $$is ne $was : defined $was;
    }
}

# Without a FastCGI server, it gives a process one request.
sub expect_fcgi {
    return if defined $accept || !defined &FCGI::Accept;
    $accept = \&FCGI::Accept;
    no warnings 'redefine';
    *FCGI::Accept = sub ($) {
        goto &$accept if $_[0]->IsFastCGI;
        return $is_accepted++ ? -1 : 0;
    };
}

1;
