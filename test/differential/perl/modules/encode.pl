use Encode;
print join(' ', unpack 'C*', encode('UTF-16BE', "a\x{263a}")), ' ', length decode('iso-8859-15', "\xa4"), ' ', encode('ascii', "\xe4", Encode::FB_DEFAULT), "\n";
eval { decode('UTF-8', "\xff", Encode::FB_CROAK) };
print $@ =~ /does not map/ ? "croaked\n" : $@;
