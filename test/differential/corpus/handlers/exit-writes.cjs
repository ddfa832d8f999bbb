process.on('exit', () => {
  process.stdout.write('z'.repeat(50_000));
  setTimeout(() => console.log('never'), 0);
});
