pipe my $reader, my $writer;
syswrite $writer, "through\n";
close $writer;
print <$reader>;
