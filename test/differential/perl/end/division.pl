my $zero = 0;
eval { 1 / $zero };
print $@;
print 1 / $zero;
