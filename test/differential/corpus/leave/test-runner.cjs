const { test } = require('node:test');
test('passes', () => {});
test('fails for the second', () => {
  if (process.argv[2] === 'second') process.exitCode = 1;
});
process.stdout.write = () => true;
