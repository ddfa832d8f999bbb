print "$0\n", __FILE__, "\n", __LINE__, "\n", __PACKAGE__, "\n";
$0 = 'another name';
print "$0\n";
