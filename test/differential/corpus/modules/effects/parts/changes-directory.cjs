process.chdir('..');
