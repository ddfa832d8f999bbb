process.kill(process.pid, 'SIGTERM');
setTimeout(() => {}, 60_000);
