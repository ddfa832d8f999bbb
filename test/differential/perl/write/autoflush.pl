use IO::Handle;
STDOUT->autoflush(1);
STDERR->autoflush(0);
STDOUT->printf("%s\n", 'printed');
STDOUT->print('one', "\n");
print $|, "\n";
