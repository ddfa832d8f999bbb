const server = require('node:net').createServer();
server.listen(0, '127.0.0.1', () => console.log('listening'));
server.unref();
