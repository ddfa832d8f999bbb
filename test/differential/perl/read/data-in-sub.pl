sub next_line { return scalar <DATA> }
print next_line(), next_line();
__DATA__
one
two
three
