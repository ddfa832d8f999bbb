my $line = <STDIN>;
open my $self, '<', $0 or die;
<$self>; <$self>;
eval { die 'here' };
print $@;
close $self;
die 'there';
