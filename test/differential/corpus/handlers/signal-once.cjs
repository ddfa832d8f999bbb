process.once('SIGUSR2', () => {
  console.log('once');
  process.kill(process.pid, 'SIGUSR2');
});
process.kill(process.pid, 'SIGUSR2');
setTimeout(() => {}, 60_000);
