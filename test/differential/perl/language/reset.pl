our ($alpha, $beta, @alist) = (1, 2); @alist = (1);
reset 'a';
print defined $alpha ? 'kept' : 'reset', ' ', $beta, ' ', scalar @alist, "\n";
