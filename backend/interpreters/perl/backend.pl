# The script takes the place of this file before perl reads it: Speedy::Program.
die "speedy: no script\n";
