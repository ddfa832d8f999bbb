print 'abc' =~ // ? 'matches' : 'no', "\n";
'xyz' =~ /y/;
print 'abc' =~ // ? 'matches' : 'no', "\n";
