print kill(0, $$), ' ', kill(0, 99_999_999), "\n";
