use lib 'parts';
use Broken;
