print STDERR print(''), ' ', printf(''), ' ', syswrite(STDOUT, ''), "\n";
