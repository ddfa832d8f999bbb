<STDIN>;
$. = 100;
<STDIN>;
print "$.\n";
warn 'here';
