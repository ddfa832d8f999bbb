open my $dup, '>&', STDOUT or exit 1;
print {$dup} "dup\n";
print "own\n";
