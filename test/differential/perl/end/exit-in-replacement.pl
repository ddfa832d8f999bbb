my $text = 'abc';
$text =~ s/b/exit 9/e;
print "never\n";
