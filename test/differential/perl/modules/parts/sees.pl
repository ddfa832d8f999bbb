no strict;
our $shown;
(defined $hidden ? 'sees' : 'does not see') . " $shown\n";
