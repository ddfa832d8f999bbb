process.kill(process.pid, 'SIGHUP');
setTimeout(() => {}, 60_000);
