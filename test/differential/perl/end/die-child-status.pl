$! = 0;
system 'exit 9';
$! = 0;
die "status $?\n";
