use List::Util qw(no_such_function);
