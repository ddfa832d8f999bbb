package Speedy::Group;

# Where nothing of ours can be seen: no pragma, no variable.
sub evaluate { return eval $_[0] }

# Scripts that share this process, each in a package of its own: what perl has as its main program is a
# loop that calls them.
use strict;
use warnings;
use Speedy::Handlers;
use Speedy::Program;
use Speedy::Requests;
use Speedy::Script;
use Speedy::Stage;

my %known;
my $count = 0;

# The script at that path is run; $name is that by which it was called. Returns what it is.
sub find {
    my ($path, $name) = @_;
    return $known{$path} //= compile($path, $name);
}

sub is_known { return exists $known{ $_[0] } }

sub compile {
    my ($path, $name) = @_;
    my $package = 'Speedy::Group::Script' . ++$count;
    my ($text, $data_at) = read_text($path);
    $text .= "\n=cut\n" if ends_in_pod($text);
    Speedy::Stage::note();
    my $code = code_of($package, $name, $text);
    if (!$code) {
        print STDERR $@;
        print STDERR "Execution of $name aborted due to compilation errors.\n" if $@ !~ /aborted at /;
        CORE::exit(255);
    }
    return { code => $code, script => Speedy::Script->new($code), path => $path, package => $package,
        data_at => $data_at, handlers => Speedy::Handlers::found(), changes => Speedy::Stage::changes(),
        requests => Speedy::Requests::found() };
}

# Perl makes no copy of a sub that has a name: its subs would know nothing of the copy's variables. No sub of
# the script has that one.
sub code_of {
    my ($package, $name, $text) = @_;
    my $sub = "${package}::__SPEEDY__";
    # Under -T too, we trust whoever wrote it.
    my $shown = Speedy::Program::shown($name);
    my ($source) = "package $package; sub $sub {\n#line 1 \"$shown\"\n$text\n} \\&$sub" =~ /\A(.*)\z/s;
    # Its variables do stay shared: Speedy::Lexicals. -w asks for that warning, too.
    local $warnings::Bits{all} = $warnings::Bits{all} & ~$warnings::Bits{closure};
    $SIG{__WARN__} = \&drop_warning;
    my $code = evaluate($source);
    Speedy::Program::forget(__WARN__ => \&drop_warning);
    return $code;
}

# What is behind would be a part of that.
sub ends_in_pod {
    my ($text) = @_;
    my ($last) = $text =~ /.*^=([a-zA-Z]\w*)/ms or return 0;
    return $last ne 'cut';
}

sub drop_warning {
    my ($text) = @_;
    Speedy::Program::drop_warning($text) if $text !~ /\AVariable "\S+" will not stay shared at /;
}

# Its text up to __END__, and what is behind, if anything.
sub read_text {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!\n";
    my ($text, $data_at) = ('');
    while (defined(my $line = readline $file)) {
        if ($line =~ /\A__(?:END|DATA)__\s*\z/) {
            $data_at = tell $file;
            last;
        }
        $text .= $line;
    }
    return ($text, $data_at);
}

# shift and pop are those of @ARGV, as outside of a sub.
sub run {
    my ($known) = @_;
    open_data($known) if defined $known->{data_at};
    Speedy::Handlers::restore($known->{handlers});
    Speedy::Stage::repeat($known->{changes});
    Speedy::Requests::restore($known->{requests});
    my $code = $known->{code};
    local *_ = \@ARGV;
    &$code;
}

sub open_data {
    my ($known) = @_;
    no strict 'refs';
    my $data = \*{"$known->{package}::DATA"};
    close $data if defined fileno $data;
    open $data, '<', $known->{path};
    seek $data, $known->{data_at}, 0;
}

1;
