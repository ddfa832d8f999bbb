my $object = bless [], 'Thing';
eval { $object->missing };
print $@;
eval { Nothing->new };
print $@;
undef->method;
