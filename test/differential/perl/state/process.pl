print $$ > 1 ? 'ok' : 'no', ' ', getppid() > 0 ? 'ok' : 'no', ' ', "$< $> ", (split ' ', $()[0] + 0, "\n";
print "$^O $^X\n";
