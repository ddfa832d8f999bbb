process.stdout.write('ä'.repeat(200_000));
process.stdout.write('YWJj', 'base64');
process.stdout.write('fff', 'latin1');
