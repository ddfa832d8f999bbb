open my $alias, '<&=', 0 or print("alias: $!\n"), exit;
print fileno $alias, ' ', scalar(<$alias>) // 'nothing';
