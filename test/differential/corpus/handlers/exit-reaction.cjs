process.on('exit', () => {
  Promise.resolve().then(() => console.log('reaction'));
  process.nextTick(() => console.log('never'));
});
