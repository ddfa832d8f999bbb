pipe my $reader, my $writer;
my $bits = ''; vec($bits, fileno $reader, 1) = 1;
print scalar(select my $ready = $bits, undef, undef, 0), ' ';
syswrite $writer, 'x';
print scalar(select $ready = $bits, undef, undef, 1), "\n";
use IO::Select;
print scalar(IO::Select->new($reader)->can_read(0)), "\n";
