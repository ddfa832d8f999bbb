while (my $line = <STDIN>) { chomp $line; print "$.: $line\n" }
print eof(STDIN) ? "end\n" : "more\n";
