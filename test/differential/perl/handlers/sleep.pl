my $start = time;
sleep 1;
print time - $start >= 1 ? "slept\n" : "too short\n";
