print wait, ' ', $?, ' ', waitpid(-1, 0), "\n";
