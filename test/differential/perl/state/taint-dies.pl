# perl -T
print "before\n";
`ls $ENV{SET}`;
