eval { require No::Such::Module };
print $@ =~ /^Can't locate (\S+) in \@INC \(you may need/ ? "no $1\n" : $@;
require 'no/such/file.pl';
