use lib 'parts';
use False;
