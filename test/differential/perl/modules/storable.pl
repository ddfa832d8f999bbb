use Storable qw(freeze thaw dclone);
my $data = { a => [1, 2], word => $ARGV[0] };
my $copy = thaw freeze $data;
print "$copy->{word} @{ $copy->{a} } ", dclone($data)->{a}[1], "\n";
