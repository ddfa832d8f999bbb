use warnings;
sub leave { exit $_[0] }
leave('4 or so');
