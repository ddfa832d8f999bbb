# perl -w
my $nothing;
print "$^W a$nothing\n";
$^W = 0;
print "$^W b$nothing\n";
