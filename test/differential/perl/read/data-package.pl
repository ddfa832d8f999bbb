package Other;
print <DATA>;
print defined fileno main::DATA ? 'main too' : 'Other only', "\n";
__DATA__
of Other
