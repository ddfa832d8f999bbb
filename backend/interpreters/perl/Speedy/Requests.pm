package Speedy::Requests;
# Modules that take a process for a request, and keep that: in each run they find a new one.
use strict;
use warnings;
no warnings "once";

# CGI.pm's variables, as compiling the script has left them.
my $settings;
# FCGI's own; and whether this run has asked for its request.
my ($accept, $is_accepted);

# The script has been compiled.
sub note {
    expect_fcgi();
    $settings = found();
}

sub is_loaded { defined &CGI::initialize_globals }

# Undefined if there is no CGI.pm.
sub found {
    return undef if !is_loaded();
    my @found;
    for my $name (grep { /\A\w+\z/ && $_ ne 'Q' } keys %CGI::) {
        my $entry = \$CGI::{$name};
        push @found, [*$entry{SCALAR}, ${ *$entry{SCALAR} }] if ref $entry eq 'GLOB';
    }
    return { scalars => \@found, exported => {%CGI::EXPORT} };
}

# A run is over, and its frontend has been told.
sub renew {
    undef $is_accepted;
    expect_fcgi();
    CGI::initialize_globals() if is_loaded();
    restore($settings);
}

# As they were found.
sub restore {
    my ($found) = @_;
    return if !defined $found;
    %CGI::EXPORT = %{ $found->{exported} };
    for (@{ $found->{scalars} }) {
        my ($is, $was) = @$_;
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
