use constant { ONE => 1, LIST => [1, 2] };
use constant WORDS => qw(a b c);
print ONE + 1, ' ', LIST->[1], ' ', (WORDS)[2], ' ', __PACKAGE__->can('ONE') ? 'sub' : '', "\n";
