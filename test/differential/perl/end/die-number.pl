die 42;
