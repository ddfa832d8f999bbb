use Scalar::Util 'weaken';
sub DESTROY { print "destroy $_[0]{name}\n" }
{
    my $parent = bless { name => 'parent' };
    my $child = bless { name => 'child', parent => $parent };
    $parent->{child} = $child;
    weaken $child->{parent};
}
print "main\n";
