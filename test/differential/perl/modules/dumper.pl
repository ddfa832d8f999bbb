use Data::Dumper;
local $Data::Dumper::Sortkeys = 1;
local $Data::Dumper::Indent = 1;
my $data = { word => $ARGV[0], list => [1, [2, 3]], code => undef };
$data->{self} = $data->{list};
print Dumper($data), Data::Dumper->Dump([$data->{list}], ['list']);
