print "\xe4 \x{e4}\n";
binmode STDOUT, ':utf8';
binmode STDERR, ':utf8';
print "\xe4\n";
print STDERR "\xe4\n";
