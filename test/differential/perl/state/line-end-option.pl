# perl -l
print 'one';
print for 2, 3;
