process.kill(process.pid, 'SIGINT');
setTimeout(() => {}, 60_000);
