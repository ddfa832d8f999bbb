$! = 0;
$? = 0;
die "neither\n";
