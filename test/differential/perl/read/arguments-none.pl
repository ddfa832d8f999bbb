@ARGV = ();
while (<>) { print "$ARGV $.: $_" }
print "\n";
