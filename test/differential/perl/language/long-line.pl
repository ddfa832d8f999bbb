my @list = map { $_ % 7 } 1 .. 1000; my %count; $count{$_}++ for @list; print join(',', map { "$_:$count{$_}" } sort keys %count), "\n"; print "x" x 10, "\n" if @list > 5 and not 0 or die;
