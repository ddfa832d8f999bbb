$SIG{__WARN__} = sub { print "warned: @_"; exit 21 };
warn "careful\n";
print "never\n";
