my $text = do { local $/; <STDIN> };
print length($text // ''), ' ', defined $/ ? 'line' : 'whole', "\n";
