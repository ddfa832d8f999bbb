process.on('exit', () => {
  process.exitCode = 17;
});
