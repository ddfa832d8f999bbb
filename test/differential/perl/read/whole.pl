undef $/;
my $text = <STDIN>;
print length($text // ''), "\n";
