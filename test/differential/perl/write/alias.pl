open my $alias, '>&=', 1 or exit 1;
print $alias "alias\n";
print fileno $alias, "\n";
