print((getpwuid $<)[0], ' ', (getpwnam 'root')[2], ' ', (getgrgid 0)[0], "\n");
setpwent; my $first = getpwent; print "$first\n";
