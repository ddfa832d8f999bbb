process.stdout.end('last\n', () => {
  process.stderr.write('ended\n');
});
