use IPC::Open3; use IPC::Open2; use Symbol 'gensym';
my $pid = open3(my $in, my $out, my $err = gensym, 'cat; echo error >&2; exit 3');
print {$in} "to open3\n"; close $in;
print <$out>, <$err>; waitpid $pid, 0; print $? >> 8, "\n";
