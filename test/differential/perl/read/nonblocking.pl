use IO::Handle;
print STDIN->blocking ? 'blocking' : 'not blocking', "\n" if defined fileno STDIN;
STDIN->blocking(0);
