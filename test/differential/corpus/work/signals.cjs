const { spawn } = require('node:child_process');
let count = 0;
process.on('SIGUSR2', () => {
  console.log('USR2', ++count);
  if (count === 3) process.exit(7);
  process.kill(process.pid, 'SIGUSR2');
});
process.on('SIGCHLD', () => {});
spawn('sh', ['-c', `kill -USR2 ${process.pid}`]);
setInterval(() => {}, 1000);
