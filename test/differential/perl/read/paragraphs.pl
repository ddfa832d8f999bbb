$/ = '';
my @paragraphs = <STDIN>;
print scalar(@paragraphs), "\n";
