print syscall(39) == $$ ? "pid\n" : "other\n" if $^O eq 'linux' && (require Config, $Config::Config{archname} =~ /x86_64/);
