# perl -t
print "${^TAINT}\n";
my $text = `echo $ARGV[0]`;
print $text;
