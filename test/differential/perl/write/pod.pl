print __LINE__, "\n";

=pod

print "not this\n";

=cut

print __LINE__, "\n";

=begin comment

=cut

print "end\n";

=head1 NAME

behind

=cut
