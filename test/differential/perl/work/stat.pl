my @stat = stat 'parts/a.txt';
print scalar(@stat), " $stat[7] ", -s _, ' ', -e _ && -f _ && -r _ ? 'file' : 'no', ' ', -d 'parts' ? 'directory' : 'no', ' ', -x '/bin/sh' ? 'program' : 'no', ' ', -l 'parts' ? 'link' : 'no', "\n";
print -e 'nothing' ? '' : "$!\n";
