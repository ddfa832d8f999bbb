const child = require('node:child_process').spawn('sh', ['-c', 'echo out; echo err >&2; exit 3']);
child.stdout.on('data', (data) => console.log(String(data)));
child.stderr.on('data', (data) => console.log(String(data)));
child.on('close', (code) => {
  process.exitCode = code;
});
