use List::Util 99;
