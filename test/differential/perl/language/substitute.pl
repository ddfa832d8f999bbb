my $text = 'The cat sat';
(my $copy = $text) =~ s/(\w+)/<$1>/g;
print "$copy ", $text =~ s/cat/dog/r, ' ', $text =~ tr/a-z//, "\n";
$text =~ s/(\w+)$/ucfirst reverse $1/e;
print "$text\n", join('|', split /,/, 'a,b,,c,,'), ' ', scalar(my @all = split(/(,)/, 'a,b')), "\n";
