# perl -T
use Scalar::Util 'tainted';
print "${^TAINT} ", join(',', map { tainted($_) ? 1 : 0 } $ARGV[0], $ENV{SET}, scalar(<STDIN>), 'own', $0), "\n";
eval { open my $file, '>', "/tmp/$ARGV[0]" };
print $@;
eval { system "echo $ARGV[0]" };
print $@;
$ENV{PATH} = '/usr/bin:/bin';
delete @ENV{qw(IFS CDPATH ENV BASH_ENV)};
my ($clean) = $ARGV[0] =~ /(\w+)/;
print `echo $clean`;
