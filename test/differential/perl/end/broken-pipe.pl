pipe my $reader, my $writer;
close $reader;
$SIG{PIPE} = 'IGNORE';
print "ignored: ", (syswrite($writer, 'x') // $!), "\n";
$SIG{PIPE} = 'DEFAULT';
syswrite STDOUT, "before\n";
syswrite $writer, 'x';
print "never\n";
