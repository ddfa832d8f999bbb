$| = 1;
open our $to, '| cat; exit 2' or die;
print {$to} "left to be closed\n";
END { close $to; print $? >> 8, "\n"; $? = 0 }
