@ARGV = ('parts/one.txt');
print while <<>>;
print scalar(@ARGV), "\n";
