END { system 'exit 3'; print "left $?\n"; $? = 2 }
print "main\n";
