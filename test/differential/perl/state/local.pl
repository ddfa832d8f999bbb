our ($x, @list, %hash) = ('global');
@list = (1, 2); %hash = (a => 1, b => 2);
sub show { print "$x @list ", join(',', map { "$_$hash{$_}" } sort keys %hash), "\n" }
{ local $x = 'local'; local $list[0] = 9; local $hash{a} = 8; delete local $hash{b}; show() }
show();
for (1 .. 2) { local $_ = 'inner'; print "$_\n" }
