print <DATA>;
sub early { 'early' }
BEGIN { print STDERR '' }
__END__
late
