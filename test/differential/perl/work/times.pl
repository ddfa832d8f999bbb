my ($user, $system) = times;
print $user >= 0 && $system >= 0 ? "times\n" : "none\n";
print getpriority(0, 0), ' ', getpgrp() > 0 ? 'group' : '', "\n";
