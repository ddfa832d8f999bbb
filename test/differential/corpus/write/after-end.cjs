process.stdout.on('error', (error) => process.stderr.write(`${error.code}\n`));
process.stdout.end('end\n');
process.stdout.write('after\n');
