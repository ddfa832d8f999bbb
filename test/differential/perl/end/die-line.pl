die "bad\n";
