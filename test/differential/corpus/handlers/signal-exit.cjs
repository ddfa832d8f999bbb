process.on('SIGTERM', () => process.exit(43));
process.kill(process.pid, 'SIGTERM');
setTimeout(() => {}, 60_000);
