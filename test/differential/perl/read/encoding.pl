binmode STDIN, ':encoding(UTF-8)';
binmode STDOUT, ':encoding(latin1)';
print while <STDIN>;
print "\n";
