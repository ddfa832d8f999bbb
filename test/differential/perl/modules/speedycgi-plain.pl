print eval { require CGI::SpeedyCGI; 1 } ? '' : '', "loaded or not\n";
