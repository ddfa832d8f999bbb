use Scalar::Util qw(blessed reftype looks_like_number dualvar readonly);
print blessed(bless [], 'X'), ' ', reftype(bless {}, 'X'), ' ', looks_like_number('1e5') ? 1 : 0, ' ', dualvar(5, 'five') + 1, ' ', readonly(1) ? 'ro' : 'rw', "\n";
use Hash::Util 'lock_keys'; my %h = (a => 1); lock_keys %h; eval { $h{b} = 1 }; print $@;
use Sys::Hostname; print length hostname() ? "host\n" : "none\n";
