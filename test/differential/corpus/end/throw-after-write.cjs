process.stdout.write('x'.repeat(300_000));
throw new Error('after a large write');
