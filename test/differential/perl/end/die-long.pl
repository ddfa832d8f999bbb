die 'x' x 3000, "\n";
