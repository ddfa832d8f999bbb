our $x = 1; our @x = (2); our %x = (a => 3);
sub x { 'sub' }
*copy = *x;
our ($copy, @copy, %copy);
print "$copy @copy $copy{a} ", copy(), "\n";
*other = \&x;
print other(), ' ', *x{PACKAGE}, ' ', *x{NAME}, "\n";
*PI = \3.14159;
our $PI;
print "$PI\n";
