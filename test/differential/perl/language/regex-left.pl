print defined $1 ? "left $1" : 'nothing left', ' ', defined $+ ? 'group' : 'no group', ' ', defined $+{word} ? 'name' : 'no name', "\n";
$ARGV[0] =~ /(?<word>..)/;
print "$1 $+{word}\n";
