const child = require('node:child_process').spawn('sleep', ['0.05']);
child.on('exit', (code) => console.log('child', code));
