exit(-1);
