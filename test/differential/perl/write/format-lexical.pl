my @rows = ([1, 'one'], [2, 'two']);
my ($number, $word);
format STDOUT =
@>>> @<<<<
$number, $word
.
for my $row (@rows) { ($number, $word) = @$row; write }
