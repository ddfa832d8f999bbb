print join('|', map { defined $_ ? $_ : 'undef' } $^H & 0, $^P, $^D, ${^UNICODE}, ${^UTF8LOCALE}, ${^TAINT}, ${^OPEN}, $^R, $^N, $+, $^E + 0, $^F, $^S), "\n";
$^F = 20; ($^P) = (0);
