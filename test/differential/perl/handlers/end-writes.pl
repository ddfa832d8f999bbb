$| = 0;
print 'one ';
print STDERR "two\n";
END { print 'three '; print STDERR "four\n" }
