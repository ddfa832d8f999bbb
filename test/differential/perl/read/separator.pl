$/ = 'line';
while (<STDIN>) { chomp; print "<$_>" }
print "\n";
