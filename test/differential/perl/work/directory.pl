opendir my $directory, 'parts' or die;
print join(' ', sort grep { !/^\./ } readdir $directory), "\n";
rewinddir $directory;
print defined telldir $directory ? 'told' : '', ' ', scalar(() = readdir $directory) > 2 ? 'again' : 'none', "\n";
closedir $directory;
