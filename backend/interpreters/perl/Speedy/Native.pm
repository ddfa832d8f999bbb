package Speedy::Native;
# What is compiled of some of perl's own modules, without the rest of them: that would take longer to load
# than all of ours. To the script, none of them is loaded.
use strict;
use warnings;
use XSLoader ();

my @loaded;

# use Speedy::Native Fcntl => qw(O_RDWR): without Fcntl's own words on what it exports.
sub import {
    my (undef, $module, @names) = @_;
    load($module) if defined $module;
    no strict 'refs';
    my $package = caller;
    *{"${package}::$_"} = \&{"${module}::$_"} for @names;
}

sub load {
    my ($module) = @_;
    (my $path = $module) =~ s{::}{/}g;
    return if $INC{"$path.pm"} || grep { $_ eq $module } @loaded;
    my ($name) = $path =~ m{([^/]+)\z};
    my ($file) = grep { -f } map { "$_/auto/$path/$name.so" } @INC;
    return require "$path.pm" if !defined $file;
    (my $symbol = "boot_$module") =~ s/::/__/g;
    my $library = DynaLoader::dl_load_file($file, 0) // die DynaLoader::dl_error() . "\n";
    my $boot = DynaLoader::dl_find_symbol($library, $symbol) // die DynaLoader::dl_error() . "\n";
    DynaLoader::dl_install_xsub("${module}::bootstrap", $boot, $file)->($module);
    push @loaded, $module;
}

# What is compiled already keeps what it calls; whoever loads the module itself finds its place empty. The
# places stay: objects of ours know their classes by them.
sub hide { empty("${_}::") for splice @loaded }

sub empty {
    my ($name) = @_;
    no strict 'refs';
    my $package = \%$name;
    for my $entry (keys %$package) {
        if ($entry =~ /::\z/) { empty("$name$entry") }
        else { delete $package->{$entry} }
    }
}

1;
