process.stdout.on('error', () => {});
process.stdout.end('b\n');
setTimeout(() => {
  console.log('c');
}, 5);
