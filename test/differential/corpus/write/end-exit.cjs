process.stdout.end('x', () => process.exit(3));
