package Speedy::Request;
# A request is decoded, and checked: a map of MessagePack, just as frontends write it. A decoder of
# all of MessagePack takes the memory that the head of an array promises, and perl ends where there
# is not so much.
use strict;
use warnings;
use Speedy::Shared;

my $is_strings = sub { $_[0] eq '' || substr($_[0], -1) eq "\0" };
my %check = (
    script => sub { $_[0] ne '' },
    stamp => sub { length $_[0] == Speedy::Shared::STAMP_SIZE },
    args => $is_strings,
    env => $is_strings,
    cwd => $is_strings,
    umask => sub { $_[0] <= 0777 },
    open => sub { $_[0] <= 7 },
);

my @names = @Speedy::Shared::REQUEST_FIELDS;
my @types = @Speedy::Shared::REQUEST_TYPES;
my @heads = @Speedy::Shared::REQUEST_HEADS;
my $template = join ' ', map {
    ('a' . length $heads[$_], $types[$_] eq 'number' ? 'N' : 'N/a')
} 0 .. $#names;
my @texts = grep { $types[$_] ne 'number' } 0 .. $#names;
my $size_of_heads = length(join '', @heads) + 4 * @names;

# Dies with the reason if it is no request.
sub decode {
    my ($body) = @_;
    my @parts = eval { unpack $template, $body };
    my (%request, $is_other);
    for my $i (0 .. $#names) {
        $is_other ||= ($parts[2 * $i] // '') ne $heads[$i];
        $request{$names[$i]} = $parts[2 * $i + 1];
    }
    die "not a request\n" if $is_other || !defined $request{$names[-1]};
    my $size = $size_of_heads;
    $size += length $request{$names[$_]} for @texts;
    die "it ends early, or late\n" if $size != length $body;
    for my $name (keys %check) {
        die "bad field $name\n" if !$check{$name}->($request{$name});
    }
    return \%request;
}

1;
