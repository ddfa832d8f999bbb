use Cwd;
print getcwd() =~ m{/state\z} ? 'here' : getcwd(), "\n";
chdir '/usr';
print getcwd(), ' ', `pwd`;
