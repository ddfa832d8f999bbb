print join(',', grep { /\A[a-z]\w*\z/ } sort keys %main::), "\n";
