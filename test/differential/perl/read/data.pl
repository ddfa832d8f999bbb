while (<DATA>) { print "$.: $_" }
print eof(DATA) ? 'end' : 'more', "\n";
__END__
one
two
no end of line
