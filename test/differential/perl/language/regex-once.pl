for my $word ('a', 'b') { print "$word: ", 'aaa' =~ /$word/o ? 'yes' : 'no', "\n" }
