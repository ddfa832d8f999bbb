use File::Temp 'tempfile';
my ($file, $name) = tempfile(UNLINK => 0);
print {$file} '0123456789';
close $file;
open $file, '+<', $name; truncate $file, 4; seek $file, 0, 2; print tell $file, "\n";
unlink $name;
