package False;
0;
