my $line = <STDIN>;
print 'mine: ', $line // "nothing\n";
$| = 1;
system 'cat; echo';
