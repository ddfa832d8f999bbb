{ local $| = 1; local $, = '-'; local $\ = "!\n"; print 1, 2 }
print 1, 2, "\n";
local ($,, $\) = ('+', "\n");
print 3, 4;
