package HasNoEnd;
sub say { print __PACKAGE__, " @_\n" }
1;
