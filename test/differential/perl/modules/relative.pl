use FindBin qw($Bin $Script);
use File::Basename;
print basename($Bin), " $Script ", basename(__FILE__), ' ', basename(dirname $0), "\n";
