print 'before ', alarm(100), "\n";
