print join(' ', map { -t $_ ? 'tty' : 'no' } *STDIN, *STDOUT, *STDERR), "\n";
print join(' ', -p STDIN ? 'pipe' : 'no', -f STDIN ? 'file' : 'no', -S STDIN ? 'socket' : 'no', -c STDIN ? 'device' : 'no'), "\n";
