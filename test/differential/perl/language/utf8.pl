use utf8;
use open qw(:std :utf8);
my $text = "Größe ☺";
print length $text, ' ', uc $text, ' ', scalar reverse($text), ' ', $text =~ /\w{5}/ ? 'word' : 'no', ' ', sprintf('%vd', 'ä'), ' ', ord 'ß', "\n";
use Encode qw(encode decode);
print length encode('UTF-8', $text), ' ', decode('UTF-8', "\xc3\xa4") eq 'ä' ? 'same' : 'other', "\n";
