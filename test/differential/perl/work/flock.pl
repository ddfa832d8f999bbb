use Fcntl qw(:flock :seek :DEFAULT);
open my $file, '<', $0 or die;
print flock($file, LOCK_SH | LOCK_NB) ? 'locked' : "refused: $!", "\n";
open our $kept, '<', $0;
print flock($kept, LOCK_EX | LOCK_NB) ? 'locked' : 'refused', "\n";
