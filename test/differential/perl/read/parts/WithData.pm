package WithData;
my $start = tell DATA;
sub lines { seek DATA, $start, 0; my @lines = <DATA>; return @lines }
1;
__DATA__
of WithData
second
