# What many a CGI script begins with.
use CGI;
use POSIX;
use Data::Dumper;
print "hello\n";
