process.stderr.write('1\n');
process.stdout.write('2\n');
process.stderr.write('3\n');
setImmediate(() => process.stdout.write('4\n'));
