our ($name, $amount, $text) = ('Apple', 3.5, 'a longer text that is wrapped over lines');
format STDOUT_TOP =
Name       Amount  @<<
$%
------------------
.
format STDOUT =
@<<<<<<<< @###.## ^<<<<<<<<<~~
$name,    $amount, $text
.
write;
($name, $amount, $text) = ('Pear', 12, 'short');
write;
print "$- $= $~ $^\n";
