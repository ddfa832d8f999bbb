sub DESTROY { local $?; system 'exit 5' }
my $object = bless [];
exit 3;
