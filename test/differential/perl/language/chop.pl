my $text = "line\n\n"; chomp $text; print length $text, ' '; chop $text; print length $text, "\n";
print lc 'ABC', uc 'abc', ucfirst 'abc', lcfirst 'ABC', ' ', index('hello', 'l'), rindex('hello', 'l'), ' ', substr('hello', 1, 3), ' ', 'a' x 3, ' ', join('', ('a', 'b') x 2), ' ', sprintf('%s', join ',', 'a' .. 'e'), ' ', ++(my $z = 'Az'), ' ', 'abc' lt 'abd', "\n";
