END { $! = 3; die 'in END' }
exit 5;
