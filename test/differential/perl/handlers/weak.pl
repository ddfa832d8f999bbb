use Scalar::Util qw(weaken isweak);
my $strong = { a => 1 };
my $weak = $strong;
weaken $weak;
print isweak($weak) ? 'weak' : 'strong', "\n";
undef $strong;
print defined $weak ? 'there' : 'gone', "\n";
