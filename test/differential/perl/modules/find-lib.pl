use FindBin;
use lib "$FindBin::Bin/parts";
use Plain;
print Plain::name() =~ m{^Plain .*/parts/Plain\.pm 2$} ? 'found' : Plain::name(), "\n";
