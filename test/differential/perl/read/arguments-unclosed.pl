@ARGV = ('parts/one.txt', 'parts/two.txt');
my $first = <>;
print "$first$ARGV $.\n";
print "never at the end\n" if eof();
