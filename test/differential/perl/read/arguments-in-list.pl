@ARGV = ('parts/one.txt', 'parts/two.txt');
my @all = <>;
print scalar(@all), " $. $all[2]";
