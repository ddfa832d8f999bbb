package Speedy::Queue;
# The queue file: opened, locked, read and written. shared/layout.ts says what is in it.
use strict;
use warnings;
use Speedy::Lock;
use Speedy::Native Fcntl => qw(LOCK_EX LOCK_NB O_RDWR O_NOFOLLOW O_NONBLOCK SEEK_SET);
use Speedy::Process;
use Speedy::Shared;

my $header_template = Speedy::Shared::HEADER_TEMPLATE;
my $header_size = Speedy::Shared::HEADER_SIZE;
my $record_template = Speedy::Shared::RECORD_TEMPLATE;
my $record_size = Speedy::Shared::RECORD_SIZE;
my @header_fields = @Speedy::Shared::HEADER_FIELDS;
my @record_fields = @Speedy::Shared::RECORD_FIELDS;

# Returns nothing if there is none any more.
sub new {
    my ($class, $path) = @_;
    sysopen my $file, $path, O_RDWR | O_NOFOLLOW | O_NONBLOCK or return;
    die "$path is not a regular file\n" if !-f $file;
    return bless { path => $path, file => $file, header => {}, near => '' }, $class;
}

# Returns the file.
sub lock {
    my ($self) = @_;
    flock $self->{file}, LOCK_EX | LOCK_NB or Speedy::Lock::take($self->{file})
        or die "$self->{path} is kept locked by somebody else\n";
    return $self->{file};
}

# Does what must be done holding the lock, with the header read, and the first record, which is behind it.
sub locked {
    my ($self, $work) = @_;
    my $file = $self->lock;
    my $result = eval {
        $self->{near} = $self->bytes(0, $header_size + $record_size);
        @{ $self->{header} }{@header_fields} = unpack $header_template, $self->{near};
        $work->();
    };
    my $error = $@;
    $self->{near} = '';
    Speedy::Lock::release($file);
    die $error if $error ne '';
    return $result;
}

sub bytes {
    my ($self, $offset, $size) = @_;
    sysseek $self->{file}, $offset, SEEK_SET;
    my $got = sysread $self->{file}, my ($bytes), $size;
    die "$self->{path}: $!\n" if !defined $got;
    ($bytes) = $bytes =~ /\A(.*)\z/s if ${^TAINT}; # the file is ours alone
    return $bytes;
}

sub put {
    my ($self, $offset, $bytes) = @_;
    sysseek $self->{file}, $offset, SEEK_SET;
    my $size = syswrite $self->{file}, $bytes;
    die "$self->{path}: $!\n" if !defined $size;
}

sub offset_of { $header_size + $_[0] * $record_size }

sub record_in {
    my ($index, $bytes) = @_;
    my %record = (index => $index);
    @record{@record_fields} = unpack $record_template, $bytes;
    return \%record;
}

# Nothing if the file doesn't go that far.
sub get {
    my ($self, $index) = @_;
    my $bytes = $index == 0 ? substr $self->{near}, $header_size : '';
    $bytes = $self->bytes(offset_of($index), $record_size) if $bytes eq '';
    return length $bytes == $record_size ? record_in($index, $bytes) : undef;
}

sub write {
    my ($self, $record) = @_;
    $self->put(offset_of($record->{index}), pack $record_template, @$record{@record_fields});
}

# A backend has left the record. How its last run ended stays, until the place is another's: the frontend
# of that run may not have been told yet.
sub vacate {
    my ($record) = @_;
    $record->{$_} = 0 for grep { !/\A(?:pid|last|status)\z/ } @record_fields;
}

# The other fields may change meanwhile: not all of them need the lock.
sub write_field {
    my ($self, $index, $name, @values) = @_;
    my $offset = $Speedy::Shared::RECORD_OFFSET{$name};
    $self->put(offset_of($index) + $offset, pack 'L<*', @values);
}

sub write_header {
    my ($self) = @_;
    $self->put(0, pack $header_template, @{ $self->{header} }{@header_fields});
}

# The record first: should we be killed in between, the list's head is no idle backend any more.
sub write_both {
    my ($self, $record) = @_;
    my @header = @{ $self->{header} }{@header_fields};
    if ($record->{index} == 0) {
        $self->put(0, pack "$header_template $record_template", @header, @$record{@record_fields});
    }
    else {
        $self->write($record);
        $self->write_header;
    }
}

sub all {
    my ($self) = @_;
    my $count = $self->{header}{records};
    $count = Speedy::Shared::MAX_RECORDS if $count > Speedy::Shared::MAX_RECORDS;
    my $bytes = $self->bytes($header_size, $count * $record_size);
    my $last = int(length($bytes) / $record_size) - 1;
    return map { record_in($_, substr $bytes, $_ * $record_size, $record_size) } 0 .. $last;
}

# The living frontend that has waited longest.
sub first_waiting {
    my ($self) = @_;
    return undef if $self->{header}{waiting} == 0;
    my @waiting = grep { $_->{state} == Speedy::Shared::WAITING } $self->all;
    my ($first) = sort { $a->{since} <=> $b->{since} }
        grep { Speedy::Process::is_there($_->{pid}) } @waiting;
    return $first;
}

sub wake_first {
    my ($self) = @_;
    my $first = $self->first_waiting;
    Speedy::Process::wake($first->{pid}) if $first;
}

# Whether frontends can find it.
sub is_linked { (stat $_[0]{file})[3] > 0 }

# Nobody will come back to it: a frontend that was killed frees no record of its own.
sub is_void {
    my ($record) = @_;
    my ($state, $pid, $partner) = @$record{qw(state pid partner)};
    return 1 if $state == Speedy::Shared::FREE;
    return is_dead($partner) if $state == Speedy::Shared::DEAD;
    return 0 if !grep { $state == $_ } Speedy::Shared::WAITING, Speedy::Shared::CALLED, Speedy::Shared::STARTING;
    return is_dead($pid) && ($state != Speedy::Shared::STARTING || is_dead($partner));
}

# Zombies are: whoever is to reap them may take long.
sub is_dead { return Speedy::Process::start_of($_[0]) == 0 }

# Nobody is in the queue any more: it goes, and with it the group's directory.
sub remove_if_unused {
    my ($self) = @_;
    return if grep { !is_void($_) } $self->all;
    my ($group) = $self->{path} =~ m{\A(.*)/}s;
    unlink map { "$group/$_" } left_in($group);
    unlink $self->{path};
    rmdir $group;
}

# What says whose queue it is, and what was learned, and sockets of those who are dead; the queue's
# own lock is a directory.
sub left_in {
    my ($group) = @_;
    opendir my $directory, $group or return;
    my @left;
    for my $name (map { /\A(.*)\z/s } readdir $directory) {
        next if $name eq 'queue';
        lstat "$group/$name";
        push @left, $name if -f _ || (-S _ && !Speedy::Process::start_of($name));
    }
    return @left;
}

1;
