$ENV{PATH} = '/usr/bin:/bin';
print grep { !/^(TMPDIR|SPEEDY_|PERPERL_|_=|PWD|SHLVL|OLDPWD)/ } sort `env`;
