print y(), ' ', 'text';
print "never\n";
