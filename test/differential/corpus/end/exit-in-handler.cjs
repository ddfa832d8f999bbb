process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  if (code === 1) process.exit(9);
});
process.exit(1);
