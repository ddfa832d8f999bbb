use IO::Handle;
my $in = IO::Handle->new_from_fd(0, 'r') or print("no handle: $!\n"), exit;
print $in->getline // 'nothing';
print join('|', map { length } $in->getlines), "\n";
