const stream = require('node:fs').createWriteStream('', { fd: 1, autoClose: false });
stream.on('error', (error) => process.stderr.write(`${error.code}\n`));
stream.end('through a stream of its own\n');
