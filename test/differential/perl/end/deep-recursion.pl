use warnings;
sub down { my ($n) = @_; $n ? down($n - 1) : 0 }
down(150);
print "up\n";
