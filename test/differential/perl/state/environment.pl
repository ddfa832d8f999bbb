print join(',', map { "$_=$ENV{$_}" } grep { !/^(SPEEDY|PERPERL|TMPDIR|SHLVL|_$)/ } sort keys %ENV), "\n";
$ENV{ADDED} = 'added';
$ENV{SET} = 'changed';
delete $ENV{HOME};
print `echo "\$ADDED \$SET \${HOME-none} \$WORD"`;
local $ENV{WORD} = 'local';
print `echo \$WORD`;
