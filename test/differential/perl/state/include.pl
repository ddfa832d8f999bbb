print join("\n", @INC), "\n";
use lib '/by/lib';
unshift @INC, '/by/unshift';
