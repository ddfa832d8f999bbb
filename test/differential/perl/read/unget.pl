use IO::Handle;
STDIN->ungetc(ord 'U');
print scalar(<STDIN>) // 'nothing', "\n";
