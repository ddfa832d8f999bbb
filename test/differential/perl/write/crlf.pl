binmode STDOUT, ':crlf';
print "one\ntwo\n";
