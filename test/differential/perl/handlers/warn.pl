warn "line\n";
warn 'no line';
warn "list ", 1, "\n";
eval { die "caught\n" };
warn;
$@ = '';
warn;
my $line = <STDIN>;
warn 'with input';
