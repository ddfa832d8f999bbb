@ARGV = ('parts/one.txt', 'parts/two.txt', 'parts/none.txt');
while (<>) {
    print "$ARGV $.: $_";
    print "end of $ARGV\n" if eof;
    close ARGV if eof;
}
