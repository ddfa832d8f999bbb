process.on('exit', () => {
  Promise.resolve().then(() => console.log('never'));
});
process.exit(2);
