my @seen;
'abc' =~ /(?:(\w)(?{ push @seen, $1 }))+/;
print "@seen $^N\n";
my $pattern = qr/(??{ 'b' x 2 })/;
print 'abbc' =~ $pattern ? "yes\n" : "no\n";
