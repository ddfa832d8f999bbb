eval '1 +* 2';
print $@;
eval "\n\ndie";
print $@;
