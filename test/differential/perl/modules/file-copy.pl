use File::Temp 'tempdir';
use File::Copy;
my $room = tempdir;
copy('parts/value.pl', "$room/copy") or die;
move("$room/copy", "$room/moved") or die;
print -s "$room/moved" == -s 'parts/value.pl' ? "same\n" : "other\n";
unlink "$room/moved"; rmdir $room;
print -e $room ? "there\n" : "gone\n";
