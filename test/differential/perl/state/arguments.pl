print scalar(@ARGV), ' ', join(',', map { "<$_>" } @ARGV), " $#ARGV\n";
my $word = shift;
my $empty = pop;
print "$word <$empty> ", scalar(@ARGV), "\n";
@ARGV = ('changed') x 3;
$ARGV[5] = 1;
