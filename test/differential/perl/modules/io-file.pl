use IO::File;
my $file = IO::File->new('parts/value.pl', 'r') or die;
my @lines = $file->getlines;
print scalar(@lines), ' ', $file->input_line_number, ' ', $file->eof ? 'end' : 'more', "\n";
$file->close;
print defined IO::File->new('/no/such/file') ? '' : "error: $!\n";
my $temporary = IO::File->new_tmpfile; print {$temporary} 'x'; print $temporary->tell, "\n";
