use JSON::PP;
my $json = JSON::PP->new->canonical->pretty;
print $json->encode({ b => [1, 'two', JSON::PP::true, undef], a => { word => $ARGV[0] } });
print decode_json('{"x":[1,2,{"y":"\u00e4"}]}')->{x}[2]{y} eq "\xe4" ? "same\n" : "other\n";
eval { decode_json('{broken') };
print $@ =~ /at \Q$0\E line/ ? "error here\n" : $@;
