@ARGV = ();
print eof() ? "empty\n" : "something\n";
