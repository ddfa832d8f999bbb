use Getopt::Std;
@ARGV = ('-a', '-b', $ARGV[0], 'rest');
getopts('ab:', \my %option);
print join(',', map { "$_=$option{$_}" } sort keys %option), " @ARGV\n";
