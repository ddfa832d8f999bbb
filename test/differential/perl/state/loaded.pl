print exists $INC{'Speedy/Backend.pm'} ? 'there' : 'not there', "\n" if 0;
print exists $INC{'CGI.pm'} ? 'CGI' : 'no CGI', "\n";
require Text::Wrap;
print exists $INC{'Text/Wrap.pm'} ? 'Wrap' : 'no Wrap', "\n";
