my $total = 0;
my @subs = map { my $n = $_; sub { $total += $n; "$n:$total" } } 1 .. 3;
print join(' ', map { $_->() } @subs), "\n";
sub counter { my $c = shift; return { up => sub { ++$c }, get => sub { $c } } }
my ($one, $two) = (counter(5), counter(10));
$one->{up}->(); $two->{up}->() for 1 .. 3;
print $one->{get}->(), ' ', $two->{get}->(), "\n";
