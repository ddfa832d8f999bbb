open DUP, '>&STDOUT' or exit 1;
print DUP "left in the buffer";
