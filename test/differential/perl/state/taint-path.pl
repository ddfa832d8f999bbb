# perl -T
eval { `echo x` };
print $@;
eval { unlink $ARGV[0] };
print $@;
print join(',', grep { $_ eq '.' } @INC), "\n";
