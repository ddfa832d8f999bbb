const { createInterface } = require('node:readline');
const lines = createInterface({ input: process.stdin, output: process.stdout });
lines.question('who? ', (answer) => {
  console.log('hello', answer);
  lines.close();
});
