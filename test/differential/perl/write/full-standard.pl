open STDOUT, '>', '/dev/full' or die;
print 'x';
