our $level = 'global';
sub check { $level }
END { print 'END ', check(), "\n" }
sub inside { local $level = 'local'; exit 0 }
inside();
