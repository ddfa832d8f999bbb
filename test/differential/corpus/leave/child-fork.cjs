if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    process.send({ got: message, argv: process.argv.slice(2), pid: process.pid > 0 });
    process.disconnect();
  });
} else {
  const child = require('node:child_process').fork(__filename, ['child']);
  child.on('message', (message) => console.log(message));
  child.on('exit', (code) => console.log('exit', code));
  child.send('hello');
}
