print 'x' x 79, "\n" for 1 .. 2000;
