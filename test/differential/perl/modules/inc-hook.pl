unshift @INC, sub {
    my (undef, $name) = @_;
    return if $name ne 'Made/Up.pm';
    my $text = 'package Made::Up; sub name { "made up" } 1;';
    open my $file, '<', \$text;
    return $file;
};
require Made::Up;
print Made::Up->name, ' ', ref $INC{'Made/Up.pm'}, "\n";
