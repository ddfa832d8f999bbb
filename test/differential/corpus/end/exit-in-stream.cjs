process.stdout.write('written\n', () => process.exit(3));
