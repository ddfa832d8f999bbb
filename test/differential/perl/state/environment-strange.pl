$ENV{''} = 'empty' if 0;
$ENV{"a b"} = "c\nd";
$ENV{NUMBER} = 1.5;
$ENV{UNDEFINED} = undef;
print "<$ENV{'a b'}> <$ENV{UNDEFINED}>\n";
print exists $ENV{UNDEFINED} ? 'exists' : 'no', "\n";
