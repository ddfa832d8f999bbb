{
    my $static = 10;
    sub next_value { return $static++ }
}
print next_value(), ' ', next_value(), "\n";
