const server = require('node:http').createServer(() => {});
server.listen(0, '127.0.0.1', () => {
  fetch(`http://127.0.0.1:${server.address().port}/`).then(() => console.log('never'));
  setTimeout(() => process.exit(2), 5);
});
