const server = require('node:http').createServer((_request, response) => response.end('x'));
server.listen(0, '127.0.0.1', () => {
  console.log('listening');
  process.exit(0);
});
