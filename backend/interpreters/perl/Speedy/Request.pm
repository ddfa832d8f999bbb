package Speedy::Request;
# A request is decoded, and checked: a map of MessagePack, just as frontends write it. A decoder of
# all of MessagePack takes the memory that the head of an array promises, and perl ends where there
# is not so much.
use strict;
use warnings;
use Speedy::Shared;

my @names = @Speedy::Shared::REQUEST_FIELDS;
my @types = @Speedy::Shared::REQUEST_TYPES;
my $heads = join '', @Speedy::Shared::REQUEST_HEADS;
# Of what unpack finds: what stands before each value, the values, and what is behind the last one.
my @at_heads = map { 2 * $_ } 0 .. $#names;
my @at_values = map { 2 * $_ + 1 } 0 .. $#names;
my $template = join ' ', map {
    ('a' . length $Speedy::Shared::REQUEST_HEADS[$_], $types[$_] eq 'number' ? 'N' : 'N/a')
} 0 .. $#names;
my $number_size = 4;
my $size_of_heads = length($heads) + $number_size * @names;
my @texts = grep { $types[$_] ne 'number' } 0 .. $#names;
my @at_texts = @at_values[@texts];

# Dies with the reason if it is no request.
sub decode {
    my ($body) = @_;
    my @parts = eval { unpack $template, $body };
    die "not a request\n" if @parts != 2 * @names || join('', @parts[@at_heads]) ne $heads;
    die "it ends early, or late\n"
        if $size_of_heads + length(join '', @parts[@at_texts]) != length $body;
    my %request;
    @request{@names} = @parts[@at_values];
    my $bad = bad_field(\%request);
    die "bad field $bad\n" if defined $bad;
    $request{directory} = unpack 'Z*', $request{cwd};
    return \%request;
}

# Strings end with a NUL each.
sub bad_field {
    my ($request) = @_;
    for my $strings (qw(args env cwd)) {
        return $strings if $request->{$strings} ne '' && substr($request->{$strings}, -1) ne "\0";
    }
    return 'script' if $request->{script} eq '';
    return 'stamp' if length $request->{stamp} != Speedy::Shared::STAMP_SIZE;
    return 'umask' if $request->{umask} > 0777;
    return 'open' if $request->{open} > 7;
    return 'ignored' if $request->{ignored} & ~Speedy::Shared::IGNORABLE;
    return undef;
}

1;
