sub leave { print "leaving @_\n"; exit 17 }
sub there { @_ = ('there', @_); goto &leave }
there('goes');
