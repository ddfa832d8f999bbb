use POSIX ();
POSIX::abort();
