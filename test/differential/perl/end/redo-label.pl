eval { last NOWHERE };
print "error: $@";
goto NOWHERE;
