'hello world' =~ /(?<first>\w+) (\w+)/;
print "$1 $2 $& $` $' $+ $+{first} @- @+\n";
'none' =~ /x/;
print "$1\n";
{ 'inner' =~ /(n+)/; print "$1\n" }
print "$1\n";
