formline "@<<< @>>>\n", 'a', 'b';
print $^A;
formline 'left';
