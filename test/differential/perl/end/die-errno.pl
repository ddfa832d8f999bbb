$! = 2;
die "no file\n";
