sub AUTOLOAD { our $AUTOLOAD; print "$AUTOLOAD\n"; exit 23 }
missing(1);
