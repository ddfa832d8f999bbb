my $count = 0;
$SIG{CHLD} = sub { $count++ };
system 'exit 2';
print "status ", $? >> 8, "\n";
print `echo backticks`;
print "status $?\n";
