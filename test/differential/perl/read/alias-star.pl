*IN = *STDIN;
print scalar(<IN>) // 'nothing';
my $handle = \*STDIN;
print scalar(<$handle>) // 'nothing';
print readline(*STDIN{IO}) // 'nothing';
