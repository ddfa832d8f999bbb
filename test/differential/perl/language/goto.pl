my $n = 0;
AGAIN: $n++;
goto AGAIN if $n < 3;
print "$n\n";
goto ('ONE', 'TWO')[1];
ONE: print "one\n";
TWO: print "two\n";
