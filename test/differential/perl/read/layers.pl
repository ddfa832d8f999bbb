print join(',', PerlIO::get_layers(STDIN)), ' ', join(',', PerlIO::get_layers(STDOUT, output => 1)), "\n";
binmode STDIN, ':utf8';
my @lines = map { length } <STDIN>;
print "@lines\n";
binmode STDOUT, ':raw:utf8';
binmode STDERR, ':crlf';
