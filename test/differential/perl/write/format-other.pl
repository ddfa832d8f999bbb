format OTHER =
other @<<
$ARGV[0]
.
$~ = 'OTHER';
write;
use IO::Handle;
STDOUT->format_name('STDOUT');
format STDOUT =
standard
.
write;
$~ = 'OTHER'; $= = 10; $- = 5; $^ = 'NONE';
