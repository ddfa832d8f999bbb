use Getopt::Long;
@ARGV = ('--name', $ARGV[0], '-v', '-v', '--list=1', '--list=2', 'rest', '--unknown') ;
my ($name, $verbose, @list) = ('', 0);
my $ok = GetOptions('name=s' => \$name, 'v+' => \$verbose, 'list=i' => \@list);
print "$name $verbose @list | @ARGV | ", $ok ? 'ok' : 'bad', "\n";
