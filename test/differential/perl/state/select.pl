print ref(select) || select, "\n";
open my $text, '>', \my $buffer;
my $old = select $text;
print 'kept';
$| = 1;
select $old;
print "$buffer $|\n";
select STDERR;
