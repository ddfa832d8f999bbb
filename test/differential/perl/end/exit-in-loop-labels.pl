OUTER: for my $i (1 .. 3) {
    INNER: while (1) {
        next OUTER if $i < 2;
        print "at $i\n";
        exit $i;
    }
}
