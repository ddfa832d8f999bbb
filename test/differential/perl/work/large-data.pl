my $text = join '', map { chr(65 + $_ % 26) } 1 .. 100_000;
open my $cat, '|-', 'wc -c' or die;
print {$cat} $text;
close $cat;
