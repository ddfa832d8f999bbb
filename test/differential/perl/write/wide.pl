use warnings;
print "\x{263a}\n";
print "\xe4\n";
my $open = open my $file, '>', \my $buffer;
print {$file} "\x{263a}";
print length $buffer, "\n";
