package Speedy::Requests;
# Modules that take a process for a request, and keep that: in each run they find a new one.
use strict;
use warnings;
no warnings "once";

# Their variables, as compiling the script has left them.
my $settings;
# FCGI's own; and whether this run has asked for its request.
my ($accept, $is_accepted);

# The script has been compiled.
sub note {
    expect_fcgi();
    $settings = found();
}

sub is_loaded { defined &CGI::initialize_globals }

# Of CGI.pm, what it has exported once is the script's, and $CGI::Q is the request.
sub found {
    my @found;
    push @found, variables_of(\%CGI::, 'Q'), [\%CGI::EXPORT, {%CGI::EXPORT}] if is_loaded();
    push @found, variables_of(\%CGI::Carp::), [\@CGI::Carp::WARNINGS, []] if $INC{'CGI/Carp.pm'};
    return \@found;
}

# The scalars of a package: [where, what is there].
sub variables_of {
    my ($package, @but) = @_;
    my @found;
    for my $name (grep { /\A\w+\z/ } keys %$package) {
        my $entry = \$package->{$name};
        next if ref $entry ne 'GLOB' || grep { $_ eq $name } @but;
        push @found, [*$entry{SCALAR}, ${ *$entry{SCALAR} }];
    }
    return @found;
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
    for (@{ $found // [] }) {
        my ($is, $was) = @$_;
        if (ref $is eq 'HASH') { %$is = %$was }
        elsif (ref $is eq 'ARRAY') { @$is = @$was }
        elsif (defined $$is ? !defined $was || $$is ne $was : defined $was) { $$is = $was }
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
