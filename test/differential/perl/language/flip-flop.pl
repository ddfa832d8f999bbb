for (1 .. 10) { print "$_ " if ($_ == 3) .. ($_ == 5) }
print "\n";
for (1 .. 4) { print "$_ " if ($_ == 3) ... ($_ == 99) }
print "\n";
