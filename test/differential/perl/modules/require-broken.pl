eval { require './parts/broken.pl' };
print $@ =~ /syntax error.*Compilation failed in require/s ? "failed\n" : $@;
eval { require './parts/broken.pl' };
print $@ =~ /Attempt to reload/ ? "again\n" : $@;
require './parts/broken.pl';
