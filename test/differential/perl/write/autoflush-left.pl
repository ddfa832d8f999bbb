print $|, ' ', (select((select(STDERR), my $old = $|)[0]), $old)[1] // '', "\n";
$| = 1;
