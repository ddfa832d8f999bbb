open my $file, '<', '/dev/stdin' or print("open: $!\n"), exit;
print scalar(<$file>) // 'nothing';
