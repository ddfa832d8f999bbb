package Speedy::Script;
# A script that has been compiled: what is to be done for each of its runs, but for the run itself.
use strict;
use warnings;
use B ();
use Speedy::Ends;
use Speedy::Lexicals;

# $code is what perl has made of its text.
sub new {
    my ($class, $code) = @_;
    my $self = { ends => Speedy::Ends->new($code), lexicals => Speedy::Lexicals->new($code) };
    return bless $self, $class;
}

# Perl's main program.
sub main { return $_[0]->new(B::main_cv()->object_2svref) }

# Another run will come: what that needs is loaded while nobody waits.
sub prepare { $_[0]{lexicals}->prepare }

# A run that isn't the first is about to begin.
sub renew { $_[0]{lexicals}->renew }

sub end_blocks { return $_[0]{ends}->blocks }

# The process ends, where perl calls them: only those are left.
sub forget_ends {
    my ($self, @left) = @_;
    $self->{ends}->forget_but(@left);
}

# A run is over. Returns whether another one finds nothing of it.
sub end { return $_[0]{lexicals}->end }

1;
