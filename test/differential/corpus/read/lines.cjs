const { createInterface } = require('node:readline');
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => console.log('line', line));
lines.on('close', () => console.log('close'));
