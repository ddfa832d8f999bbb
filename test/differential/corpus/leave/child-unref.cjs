const child = require('node:child_process').spawn('sleep', ['0.2'], {
  stdio: 'ignore',
  detached: true,
});
child.on('exit', () => console.log('never'));
child.unref();
