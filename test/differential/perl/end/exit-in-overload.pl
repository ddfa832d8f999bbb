use overload '""' => sub { exit 11 };
my $object = bless [];
print "never $object\n";
