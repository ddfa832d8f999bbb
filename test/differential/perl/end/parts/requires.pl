sub loaded { require './parts/dies.pl' }
loaded();
1;
