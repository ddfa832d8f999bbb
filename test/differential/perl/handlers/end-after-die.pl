END { print "END $? ", defined $@ ? $@ : '' }
die "bad\n";
