process.stdout.write(Buffer.alloc(10 * 1024 * 1024, 'x'));
process.exit(3);
