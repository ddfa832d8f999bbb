process.stdout.write('one\n', () => {
  process.stdout.write('three\n', () => console.log('four'));
});
process.stdout.write('two\n');
