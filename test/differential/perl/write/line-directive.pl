# line 100 "elsewhere.pl"
warn 'here';
print __FILE__, ' ', __LINE__, "\n";
#line 7
die "there";
