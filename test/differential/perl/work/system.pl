$| = 1;
print system('exit 3') >> 8, ' ', $? >> 8, "\n";
print system('echo', 'from', 'echo'), "\n";
print system('/no/such/program') == -1 ? "error: $!" : 'ran', "\n";
print system('kill -TERM $$') & 127, "\n";
