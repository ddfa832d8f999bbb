for my $text (qw(one two three)) { print "$text\n" if $text =~ m?t? }
reset;
print "again\n" if 'two' =~ m?w?;
