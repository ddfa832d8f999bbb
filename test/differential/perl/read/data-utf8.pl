use utf8;
binmode STDOUT, ':utf8';
my $line = <DATA>;
print length($line), " $line";
__DATA__
äöü
