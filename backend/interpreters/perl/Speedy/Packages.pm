package Speedy::Packages;
# The Debian packages that a backend needs.
use strict;
use warnings;
use Speedy::Late;

my @needed = (
    ['Socket::MsgHdr', 'libsocket-msghdr-perl'],
    ['Devel::LexAlias', 'libdevel-lexalias-perl'],
);

# What is missing is told before anything fails for it, all at once.
sub check {
    my @missing = grep { !Speedy::Late::is_there($_->[0]) } @needed;
    return if !@missing;
    my $packages = join ' ', map { $_->[1] } @missing;
    my $modules = join ', ', map { $_->[0] } @missing;
    print STDERR "speedy_backend: Perl scripts need $modules: apt-get install $packages\n";
    CORE::exit(1);
}

1;
