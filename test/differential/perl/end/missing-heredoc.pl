print "never\n";
print <<END_OF_TEXT;
text
