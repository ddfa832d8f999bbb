package Speedy::Modules;
# Modules that keep something until the process ends: to them, the end of a run is that.
use strict;
use warnings;

# The run is over, and its handles are still there.
sub end { File::Temp::cleanup(at_exit => 1) if $INC{'File/Temp.pm'} }

1;
