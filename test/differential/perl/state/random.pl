srand 42;
print join(' ', map { int rand 1000 } 1 .. 5), "\n";
print srand(7), "\n";
