use File::Find;
my @found;
find({ wanted => sub { push @found, $File::Find::name if /\.pm\z/ }, no_chdir => 1 }, 'parts');
print join("\n", sort @found), "\n";
use File::Path qw(make_path remove_tree);
use File::Spec;
print File::Spec->catfile('a', 'b', 'c.txt'), ' ', File::Spec->rel2abs('x') =~ m{/modules/x$} ? 'absolute' : 'other', "\n";
