use v5.14;
say 'said';
our $VERSION = '1.5';
print main->VERSION, ' ', eval { main->VERSION(2); 1 } ? 'new' : $@;
printf "%vd %s\n", $^V, $];
