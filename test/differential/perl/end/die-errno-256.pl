$! = 256;
$? = 0;
die "large\n";
