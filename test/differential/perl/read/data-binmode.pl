binmode DATA, ':utf8';
binmode STDOUT, ':utf8';
print map { length($_) . " $_" } <DATA>;
__DATA__
äöü
