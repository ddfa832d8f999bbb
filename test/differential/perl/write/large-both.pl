for (1 .. 200) { print 'o' x 500, "\n"; print STDERR 'e' x 500, "\n" }
