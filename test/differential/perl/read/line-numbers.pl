<STDIN>;
open my $file, '<', 'parts/one.txt';
<$file>;
warn 'in file';
close $file;
warn 'closed';
<STDIN>;
warn 'again';
