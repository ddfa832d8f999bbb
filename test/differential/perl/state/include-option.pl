# perl -I/nowhere -Iparts
print join(',', @INC[0, 1]), "\n";
push @INC, '/added';
print $INC[-1], "\n";
