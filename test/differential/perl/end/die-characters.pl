use utf8;
die "über \x{263a}\n";
