close STDIN;
my $line = <STDIN>;
print defined $line ? 'read' : "nothing", "\n";
use warnings;
$line = <STDIN>;
