print join(' ', map { fileno($_) // 'closed' } *STDIN, *STDOUT, *STDERR), "\n";
