use File::Temp 'tempdir';
my $room = tempdir;
umask 027;
open my $file, '>', "$room/a"; close $file;
printf "%04o\n", (stat "$room/a")[2] & 07777;
unlink "$room/a"; rmdir $room;
umask 0777;
