print defined -e _ ? 'left' : 'nothing left', "\n";
stat '/';
lstat 'parts';
