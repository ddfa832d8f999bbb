use Carp;
sub swrite { my $format = shift; $^A = ''; formline $format, @_; my $text = $^A; $^A = ''; $text }
print swrite("@*\n@<<|\n", "two\nlines", 'x');
