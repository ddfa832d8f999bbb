const child = require('node:child_process').spawn('sh', ['-c', 'sleep 0.05; echo late'], {
  stdio: 'inherit',
  detached: true,
});
child.unref();
