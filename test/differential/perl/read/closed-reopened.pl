close STDIN;
open STDIN, '<', 'parts/one.txt' or die "open: $!";
print scalar(<STDIN>), fileno(STDIN), "\n";
