BEGIN { eval { require CGI; 1 } or do { print "no CGI\n"; exit } }
@ENV{qw(REQUEST_METHOD CONTENT_TYPE CONTENT_LENGTH)} = ('POST', 'application/x-www-form-urlencoded', 10);
my $cgi = CGI->new;
print join('|', map { "$_=" . length scalar $cgi->param($_) } sort $cgi->param), "\n";
