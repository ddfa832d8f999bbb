use open qw(:std :encoding(UTF-8));
my @lines = <STDIN>;
print join(' ', map { length } @lines), " \x{e4}\x{263a}\n";
open my $file, '<', \"\xc3\xa4";
print length <$file>, "\n";
