open my $file, '-' or print("open: $!\n"), exit;
print scalar(<$file>) // 'nothing';
