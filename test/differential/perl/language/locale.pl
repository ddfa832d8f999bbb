use POSIX qw(setlocale LC_ALL LC_NUMERIC localeconv);
print setlocale(LC_ALL) =~ /C/ ? 'C' : 'other', "\n";
setlocale(LC_ALL, 'C');
printf "%.2f %s\n", 3.14159, localeconv()->{decimal_point};
