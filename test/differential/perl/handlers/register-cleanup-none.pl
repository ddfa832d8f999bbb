use lib 'parts';
print defined $CGI::SpeedyCGI::nothing ? 1 : 0, "\n";
