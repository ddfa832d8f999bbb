process.kill(process.pid, 'SIGPIPE');
console.log('ignored');
