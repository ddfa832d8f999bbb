my $line = <STDIN>;
print "buffered: ", $line // 'undef', "\n";
my $count = sysread STDIN, my $buffer, 10;
print 'direct: ', $count // 'undef', "\n";
