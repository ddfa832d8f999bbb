use Data::Dumper;
$Data::Dumper::Sortkeys = 1;
print Dumper({ a => [1, { b => undef }], c => \'text' });
local ($Data::Dumper::Indent, $Data::Dumper::Terse) = (1, 1);
print Dumper('x', [1]);
