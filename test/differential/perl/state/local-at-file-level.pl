our $value = 'package';
local $value = 'local';
local @ARGV = ('a', 'b');
local %ENV = (%ENV, ADDED => 1);
local $SIG{USR1} = sub { print "signal\n" };
local $/ = undef;
print "$value @ARGV $ENV{ADDED}\n";
kill USR1 => $$;
