use File::Temp 'tempdir';
my $room = tempdir;
open my $file, '>', "$room/a" or die; print {$file} "one\ntwo\n"; close $file;
{ local ($^I, @ARGV) = ('.bak', "$room/a"); while (<>) { s/o/0/g; print } }
open $file, '<', "$room/a"; print <$file>; close $file;
print -e "$room/a.bak" ? "kept\n" : "none\n";
unlink "$room/a", "$room/a.bak"; rmdir $room;
