open my $full, '>', '/dev/full' or die;
print {$full} 'x';
print close $full ? 'closed' : "close: $!", "\n";
