use utf8;
binmode STDOUT, ':encoding(UTF-8)';
my $ä = 'ö☺';
print length $ä, " $ä\n";
