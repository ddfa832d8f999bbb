print 'no end of line';
print STDERR 'nor here';
exit 1;
