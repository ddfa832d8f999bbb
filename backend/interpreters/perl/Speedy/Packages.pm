package Speedy::Packages;
# The Debian packages that a backend needs.
use strict;
use warnings;

my @needed = (
    ['Socket::MsgHdr', 'libsocket-msghdr-perl'],
    ['Data::MessagePack', 'libdata-messagepack-perl'],
    ['Devel::LexAlias', 'libdevel-lexalias-perl'],
);

# What is missing is told before anything fails for it, all at once.
sub load {
    my @missing;
    for (@needed) {
        my ($module, $package) = @$_;
        (my $file = "$module.pm") =~ s{::}{/}g;
        next if eval { require $file };
        die $@ if $@ !~ /\ACan.t locate \Q$file\E/;
        push @missing, [$module, $package];
    }
    return if !@missing;
    my $packages = join ' ', map { $_->[1] } @missing;
    my $modules = join ', ', map { $_->[0] } @missing;
    print STDERR "speedy_backend: Perl scripts need $modules: apt-get install $packages\n";
    CORE::exit(1);
}

1;
