my $start = tell DATA;
my $first = <DATA>;
print $start > 0 ? 'inside' : 'outside', ' ', tell(DATA) - $start, "\n";
seek DATA, $start, 0;
print <DATA>;
__DATA__
first
second
