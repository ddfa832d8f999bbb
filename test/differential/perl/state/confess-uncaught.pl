use Carp;
sub one { two(@_, 1) }
sub two { confess 'all of it' }
one('a');
