open my $file, '<', $0;
print $^F, ' ', `ls -l /proc/self/fd` =~ /close-on-exec\.pl$/m ? 'inherited' : 'closed', "\n";
$^F = 100;
open $file, '<', $0;
print `ls -l /proc/self/fd` =~ /close-on-exec\.pl$/m ? 'inherited' : 'closed', "\n";
