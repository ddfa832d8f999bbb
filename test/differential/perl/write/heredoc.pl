my $name = $ARGV[0];
print <<"A", <<'B', <<C;
$name @{[ 1 + 1 ]}
A
$name not
B
last
C
print <<~E;
    indented
      more
    E
print lc <<E . "end\n";
UPPER
E
