use File::Temp qw(tempfile tempdir);
my $directory = tempdir(CLEANUP => 1);
my ($file, $name) = tempfile(DIR => $directory);
print {$file} "content\n";
close $file;
print -s $name, ' ', -d $directory ? 'there' : 'gone', "\n";
