my $set = 'yes' if $ARGV[0] eq 'first';
print $set // 'undef', "\n";
if ((my $inner = $ARGV[0]) =~ /s/) { print "inner $inner\n" }
for my $i (1 .. 2) { my $fresh; $fresh .= $i; print "$fresh\n" }
