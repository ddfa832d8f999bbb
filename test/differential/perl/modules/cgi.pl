BEGIN { eval { require CGI; 1 } or do { print "no CGI\n"; exit } }
$ENV{REQUEST_METHOD} = 'GET';
$ENV{QUERY_STRING} = "word=$ARGV[0]&list=1&list=2&empty=";
my $cgi = CGI->new;
print $cgi->header('text/plain'), join(',', $cgi->param), ' ', scalar $cgi->param('word'), "\n";
print join('|', $cgi->multi_param('list')), ' ', CGI::escapeHTML('<&>'), "\n";
