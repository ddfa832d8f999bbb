package Speedy::Late;
# What not every run needs is loaded when it is needed: a first run waits for all that is loaded before.
use strict;
use warnings;
use Speedy::Changes;
use Speedy::Native;

# Where modules are, whatever scripts make of it.
my @include = @INC;

sub path_of { return $_[0] =~ s{::}{/}gr . '.pm' }

# Whether it could be loaded.
sub is_there {
    my $path = path_of($_[0]);
    return grep { -e "$_/$path" } @include;
}

sub load {
    my $path = path_of($_[0]);
    return if $INC{$path};
    my %known = %INC;
    local @INC = @include;
    local ($@, $!, $_, $SIG{__DIE__}, $SIG{__WARN__});
    without_overrides(sub { require $path });
    Speedy::Native::hide();
    Speedy::Changes::ignore(grep { !exists $known{$_} } keys %INC);
}

# What a script puts in the place of perl's own functions is for its code.
sub without_overrides {
    my ($work) = @_;
    my %override = map { $_ => delete $CORE::GLOBAL::{$_} } keys %CORE::GLOBAL::;
    $work->();
    $CORE::GLOBAL::{$_} = $override{$_} for keys %override;
}

1;
