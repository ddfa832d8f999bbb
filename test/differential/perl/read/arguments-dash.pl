@ARGV = ('parts/one.txt', '-');
print while <>;
print "\n";
