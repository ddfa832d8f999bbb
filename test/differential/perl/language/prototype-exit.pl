print prototype('CORE::exit') // 'undef', "\n";
sub leave { exit }
print "before\n";
leave;
