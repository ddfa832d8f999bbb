use lib 'parts';
use Exporting qw(exported $variable :all);
print exported(), " $variable ", other(), "\n";
