my $text = `cat`;
print length $text, "\n";
