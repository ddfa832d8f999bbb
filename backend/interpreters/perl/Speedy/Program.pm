package Speedy::Program;
# The script becomes perl's main program, in the block of a loop: one turn of it is a run. Perl has been
# started with -n: it writes the beginning of a loop before the text, and its end behind it, wherever that
# is. In place of that loop, ours begins.
use strict;
use warnings;
use Filter::Util::Call ();
use Speedy::Native 'POSIX';

# Its path, and where what is behind __END__ begins.
my $path;
my ($data, $data_at, @data_layers);
# The descriptor and the name of the file that perl was started with.
my ($place, $own);
my $duplicate_closing = 1030; # F_DUPFD_CLOEXEC
my ($name_errors, $drop_warnings);

# Where perl has opened the file that it was started with; nothing of it has been read.
sub find_place {
    my @own = stat $own;
    for my $fd (3 .. 64) {
        my @found = stat "/proc/self/fd/$fd";
        next if !@found;
        return $fd if $found[0] == $own[0] && $found[1] == $own[1];
    }
    die "speedy: perl has not opened $own\n";
}

# Before perl reads a loop that begins with it.
sub prepare {
    $own = $0;
    $place = find_place();
    no warnings 'once';
    *CORE::GLOBAL::readline = sub { 0 };
}

# What is executed doesn't get it, as with perl's own.
sub put_in_place {
    my ($file) = @_;
    POSIX::close($place);
    fcntl $file, $duplicate_closing, $place;
}

# What perl compiles next is the script. $name is that by which it was called, and its path. Returns
# false, with the reason in $!, if it can't be read.
sub begin {
    my $name = shift;
    ($path) = @_;
    open my $script, '<', $name or return 0;
    put_in_place($script);
    $0 = $name;
    $SIG{__DIE__} = $name_errors = sub { name_error($_[0], $name) };
    $SIG{__WARN__} = $drop_warnings = sub { drop_warning($_[0]) };
    Filter::Util::Call::filter_add(sub { first_line($name) });
    return 1;
}

# In its place, a loop that calls those that share this process.
sub begin_group {
    my $text = '}__SPEEDY__: while (Speedy::Run::next_run()) { Speedy::Run::run_one()';
    open my $nothing, '<', '/dev/null';
    put_in_place($nothing);
    Filter::Util::Call::filter_add(sub { add_once(\$text) });
}

sub add_once {
    my ($text) = @_;
    return 0 if $$text eq '';
    delete $CORE::GLOBAL::{readline};
    ($_, $$text) = ("$$text\n", '');
    return 1;
}

# What the last run has put into @_ is gone. What it has matched, $1 for example, isn't known any more behind
# another match; the empty pattern means the last one that has matched.
my $forget = q(&& (@_ = (), $Speedy::Run::number == 1 || '' =~ /^/));

# Ours stands before the script's, and is read as one with it. A #! line that names us is no option of
# perl's, nor to be executed.
sub first_line {
    my ($name) = @_;
    $_ = '';
    my $shown = shown($name);
    my $status = Filter::Util::Call::filter_read();
    return $status if $status < 0;
    my $line = $_;
    Filter::Util::Call::filter_del();
    delete $CORE::GLOBAL::{readline};
    my $refused = refused_option($line);
    die "speedy: $name: the option -$refused of its #! line can't be used here: take it out, or call perl\n"
        if defined $refused;
    $line =~ s/\A#!(?=.*\b(?:speedy|perperl))/# /;
    $line =~ s/\A#!(?!.*perl)/# /;
    $_ = "}__SPEEDY__: while (Speedy::Run::next_run() $forget) {\n#line 1 \"$shown\"\n$line";
    return 1;
}

# The first letter, if any, by which perl would put a loop or something else around the script.
sub refused_option {
    my ($line) = @_;
    my ($options) = $line =~ /\A#!.*?\bperl\S*\s+(-.*)/ or return undef;
    for my $word (split ' ', $options) {
        my ($flags) = $word =~ /\A-([^CDFIMVmd]*)/ or last;
        return $1 if $flags =~ /([aeinpsx])/;
    }
    return undef;
}

# As a #line directive can have it: behind the end of a line, perl would execute it.
sub shown { return $_[0] =~ tr/"\n\r/?/r }

# Its last words name the file that perl was started with.
sub name_error {
    my ($text, $name) = @_;
    return if ref $text;
    die $text if $text =~ s/(Execution of )\Q$own\E( aborted due to compilation errors\.\n)\z/$1$name$2/;
}

# Perl finds "exit -1" ambiguous, since exit is replaced, as srand is.
sub drop_warning {
    my ($text) = @_;
    warn $text if $text !~ /\AWarning: Use of "(?:exit|srand)" without parentheses is ambiguous /;
}

# It has been compiled.
sub note {
    forget(__DIE__ => $name_errors);
    forget(__WARN__ => $drop_warnings);
    local $!;
    return if !-e "/proc/self/fd/$place"; # it is read, and closed
    $data = find_data(\%main::, {}) // return;
    $data_at = tell $data;
    @data_layers = PerlIO::get_layers($data);
}

# Behind __DATA__, it belongs to the package that is there.
sub find_data {
    my ($package, $seen) = @_;
    return if $seen->{$package}++;
    my $data = exists $package->{DATA} ? \$package->{DATA} : '';
    return $$data if ref $data eq 'GLOB' && (fileno($$data) // -1) == $place;
    for my $name (grep { /::\z/ } keys %$package) {
        my $found = ref \$package->{$name} eq 'GLOB' && find_data(*{ $package->{$name} }{HASH}, $seen);
        return $found if $found;
    }
    return undef;
}

# Unless the script has put its own there.
sub forget {
    my ($name, $handler) = @_;
    delete $SIG{$name} if defined $SIG{$name} && $SIG{$name} eq $handler;
}

# What is behind __END__ can be read in each run.
sub renew_data {
    return if !defined $data_at;
    close $data; # else its lines are counted on
    open $data, '<', $path;
    binmode $data, ':utf8' if grep { $_ eq 'utf8' } @data_layers;
    seek $data, $data_at, 0;
}

1;
