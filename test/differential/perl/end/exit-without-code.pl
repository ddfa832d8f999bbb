print "before\n";
$? = 5;
exit;
