print scalar <DATA>;
close DATA;
use warnings;
print defined <DATA> ? 'read' : 'closed', "\n";
__DATA__
one
two
