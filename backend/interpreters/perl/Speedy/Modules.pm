package Speedy::Modules;
# Modules that keep something until the process ends: to them, the end of a run is that.
use strict;
use warnings;

# What CGI.pm was told when it was loaded, -utf8 for example: its variables, by their names.
my (%setting, %exported);

# The script has been compiled.
sub note {
    return if !$INC{'CGI.pm'};
    %setting = map { $_ => ${ variable($_) } } grep { is_setting($_) } keys %CGI::;
    %exported = %CGI::EXPORT;
}

sub variable { no strict 'refs'; return \${"CGI::$_[0]"} }

sub is_setting {
    my ($name) = @_;
    return 0 if $name !~ /\A[A-Z]\w*\z/ || ref \$CGI::{$name} ne 'GLOB';
    my $value = ${ variable($name) };
    return defined $value && !ref $value;
}

# The run is over, and its handles are still there.
sub end {
    forget_request() if $INC{'CGI.pm'};
    File::Temp::cleanup(at_exit => 1) if $INC{'File/Temp.pm'};
}

sub forget_request {
    CGI::initialize_globals();
    %CGI::EXPORT = %exported;
    ${ variable($_) } = $setting{$_} for keys %setting;
}

1;
