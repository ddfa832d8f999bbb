# perl -w
eval { exit '' };
