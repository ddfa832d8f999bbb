use File::Temp 'tempdir';
my $room = tempdir;
open my $file, '>', "$room/a" or die; print {$file} "one\ntwo\n"; close $file;
open $file, '>>', "$room/a"; print {$file} "three\n"; close $file;
open $file, '+<', "$room/a"; seek $file, 4, 0; print {$file} 'TWO'; seek $file, 0, 0; print <$file>; close $file;
rename "$room/a", "$room/b"; symlink 'b', "$room/c"; link "$room/b", "$room/d";
print readlink "$room/c", ' ', (stat "$room/b")[3], ' ', (chmod 0600, "$room/b"), ' ', utime(1, 2, "$room/b"), ' ', (stat "$room/b")[9], "\n";
print unlink(map { "$room/$_" } qw(b c d)), ' ', rmdir $room, ' ', mkdir($room) && rmdir $room, "\n";
