package Speedy::Exit;
# exit ends the run, and not the process, wherever it is called: perl leaves all that is being done, as
# with next. Where it can't, the process ends with the run, as without speedy.
use strict;
use warnings;
use Scalar::Util qw(looks_like_number);
use Speedy::Settings;

our $status = 0;
my $is_thread = 0;

# Perl calls it in each thread that the script makes: there is no loop to leave, and perl knows what ends.
sub CLONE { $is_thread = 1 }

# Before anything is compiled that may call it.
sub replace {
    no warnings 'once';
    *CORE::GLOBAL::exit = \&leave;
}

sub leave (;$) {
    complain($_[0]) if @_ && !looks_like_number($_[0]);
    $status = @_ ? $_[0] // 0 : 0;
    { no warnings; $status = int $status }
    leave_loop() if !$Speedy::Settings::is_fresh && !$is_thread && $$ == $Speedy::Settings::pid && !is_loading();
    # Perl calls the END blocks, but for those that we have called. With goto, what destructors warn of is at
    # the line of the script.
    Speedy::Run::forget_called_ends();
    @_ = ($status);
    goto &CORE::exit;
}

# Returns if there is something between: the block of a sort, a handler, a destructor.
sub leave_loop {
    no warnings 'exiting';
    local $SIG{__DIE__};
    eval { next __SPEEDY__ };
}

# Where perl would, and in its words.
sub complain {
    my ($given) = @_;
    return if ref $given;
    if (!defined $given) { warnings::warnif('uninitialized', 'Use of uninitialized value in exit') }
    else { warnings::warnif('numeric', qq(Argument "$given" isn't numeric in exit)) }
}

# What is loaded by half must not stay.
sub is_loading {
    for (my $level = 1; my @frame = caller $level; $level++) {
        return 1 if $frame[7] || $frame[3] =~ /::BEGIN\z/;
    }
    return 0;
}

1;
