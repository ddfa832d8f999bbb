close STDOUT;
open my $file, '<', 'parts/text.txt' or die;
print STDERR fileno $file, "\n";
