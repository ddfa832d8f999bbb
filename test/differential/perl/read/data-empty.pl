print defined(my $line = <DATA>) ? 'something' : 'nothing', "\n";
__END__
