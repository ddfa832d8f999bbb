use SelfLoader;
print later(1), "\n";
sub early { 'early' }
print early(), "\n";
__DATA__
sub later { return "later @_" }
