END { $? = 0 }
$! = 0;
die "bad\n";
