package Dies;
sub import { die 'importing' }
1;
