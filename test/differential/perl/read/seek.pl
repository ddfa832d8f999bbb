my $at = tell STDIN;
<STDIN>;
print seek(STDIN, 0, 0) ? 'can seek ' . (<STDIN> // '') : 'can not seek', "\n";
print $at >= 0 ? 'told' : 'not told', "\n";
