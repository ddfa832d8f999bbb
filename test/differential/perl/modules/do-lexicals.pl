my $hidden = 'hidden';
our $shown = 'shown';
print do './parts/sees.pl';
