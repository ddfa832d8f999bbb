process.title = 'of a module';
process.exitCode = 3;
