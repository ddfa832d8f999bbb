my $name = "$ARGV[0] value";
my @list = (1, 2);
END { print "END $name @list\n"; $name = 'changed' }
push @list, $name;
print "main $name\n";
