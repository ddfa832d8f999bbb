printf "%04o\n", umask;
umask 0;
