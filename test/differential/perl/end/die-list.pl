die 'one', ' ', 'two', "\n";
