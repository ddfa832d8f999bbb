use lib 'parts';
use POSIX ();
print POSIX::floor(3.7), ' ', POSIX::strtol('ff', 16), ' ', POSIX::fmod(7, 3), ' ', POSIX::INT_MAX(), "\n";
print POSIX::isatty(0) ? '' : '', POSIX::toupper('abc'), "\n";
