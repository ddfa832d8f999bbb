package Speedy::Exit;
# exit ends the run, and not the process, wherever it is called: perl leaves all that is being done, as
# with next. Where it can't, the process ends with the run, as without speedy.
use strict;
use warnings;
use Speedy::Settings;

our $status = 0;

# Before anything is compiled that may call it.
sub replace {
    no warnings 'once';
    *CORE::GLOBAL::exit = \&leave;
}

sub leave (;$) {
    $status = @_ ? $_[0] // 0 : 0;
    { no warnings; $status = int $status }
    CORE::exit($status) if Speedy::Settings::is_fresh() || $$ != $Speedy::Settings::pid || is_loading();
    no warnings 'exiting';
    local $SIG{__DIE__};
    eval { next __SPEEDY__ };
    CORE::exit($status); # there is something between: the block of a sort, a handler, a destructor
}

# What is loaded by half must not stay.
sub is_loading {
    for (my $level = 1; my @frame = caller $level; $level++) {
        return 1 if $frame[7] || $frame[3] =~ /::BEGIN\z/;
    }
    return 0;
}

1;
